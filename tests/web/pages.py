"""Read a page as a browser without JavaScript does: its forms, its links, what it would load."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from app.factory import create_app

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from app.services.runtime import Runtime

_LOADS = {
    "script": "src", "link": "href", "img": "src", "iframe": "src", "object": "data",
    "embed": "src", "source": "src", "video": "src", "audio": "src", "use": "href",
}  # fmt: skip


def browse(runtime: Runtime) -> FlaskClient:
    """Return a client of a runtime's site that reads every reply to its end."""
    return ask(create_app(runtime))


def ask(site: Flask) -> FlaskClient:
    """Return a client of a site that reads every reply to its end."""
    client = site.test_client()
    client.open = partial(client.open, buffered=True)
    return client


@dataclass
class Form:
    """A form with the values it would send."""

    action: str
    method: str
    id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)

    def filled(self, **values: str) -> dict[str, str | list[str]]:
        """Return the fields to send, some of them changed."""
        return {**self.fields, **values}


def _add(form: Form, tag: str, given: dict[str, str]) -> None:
    """Add a field or a button to its form."""
    if tag in ("input", "textarea", "select") and "name" in given:
        kind = given.get("type", "text")
        if kind not in ("radio", "checkbox") or "checked" in given:
            form.fields.setdefault(given["name"], []).append(given.get("value", ""))
    elif tag == "button":
        form.buttons.append(given)


class Page(HTMLParser):
    """What stands in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.tags: list[str] = []
        self._elsewhere: list[tuple[str, dict[str, str]]] = []  # of a form named by its id
        self.feed(html)
        for tag, given in self._elsewhere:
            for form in self.forms:
                if form.id == given["form"]:
                    _add(form, tag, given)

    def handle_starttag(self, tag, attrs):
        """Note a tag."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.inline += [f"{tag} style"] if "style" in given else []
        self.inline += ["<style>"] if tag == "style" else []
        self.inline += ["<script>"] if tag == "script" and "src" not in given else []
        if _LOADS.get(tag) in given:
            self.loads.append(given[_LOADS[tag]])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append(
                Form(given.get("action", ""), given.get("method", "get"), given.get("id", ""))
            )
        elif "form" in given:
            self._elsewhere.append((tag, given))
        elif self.forms:
            _add(self.forms[-1], tag, given)

    def handle_data(self, data):
        """Note a text."""
        self.text += data

    def form(self, form_id: str) -> Form:
        """Return a form by its id."""
        [found] = [form for form in self.forms if form.id == form_id]
        return found
