"""The two dialects of one writer: QTI 2.1, and QTI 3 with its names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from exports.qti.flow import QTI_3
from exports.qti.flow import QTI_21

if TYPE_CHECKING:
    from exports.qti.flow import Tongue

_CAPITAL = re.compile("[A-Z]")


@dataclass(frozen=True, eq=False)  # two objects, told apart without a look inside
class Dialect:
    """A version of QTI: its namespaces, types in a package, templates and names.

    ``dashed``: elements are ``qti-choice-interaction``, attributes ``max-choices``; and feedback
    and rubrics have a body of their own (``body``).
    """

    space: str
    templates: str  # put round the name of a response template
    ending: str
    package: str
    metadata: str
    schema: str
    version: str
    item_type: str
    test_type: str
    tongue: Tongue
    dashed: bool

    def element(self, name: str, content: str = "", **attributes: str) -> str:
        """Return an element of QTI, by its name in 2.1; attribute values are escaped already."""
        named = name
        said = ""
        if self.dashed:
            named = _dashed(name)
            for key, value in attributes.items():
                said += f' {_dashed_attribute(key)}="{value}"'
        else:
            for key, value in attributes.items():
                said += f' {key}="{value}"'
        return f"<{named}{said}>{content}</{named}>" if content else f"<{named}{said}/>"

    def body(self, content: str) -> str:
        """Return the content of a feedback or a rubric as this version wraps it."""
        return self.element("contentBody", content) if self.dashed else content

    def name(self, name: str) -> str:
        """Return what this version calls an element."""
        return _dashed(name) if self.dashed else name

    def attribute(self, name: str) -> str:
        """Return what this version calls an attribute."""
        return _dashed_attribute(name) if self.dashed else name

    def template(self, name: str) -> str:
        """Return the address of a response template: ``match_correct``, ``map_response``."""
        return f"{self.templates}{name}{self.ending}"


@cache
def _dashed(name: str) -> str:
    return f"qti-{_dashed_attribute(name)}"


@cache
def _dashed_attribute(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"-{found[0].lower()}", name)


V21 = Dialect(
    space="http://www.imsglobal.org/xsd/imsqti_v2p1",
    templates="http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
    ending="",
    package="http://www.imsglobal.org/xsd/imscp_v1p1",
    metadata="http://www.imsglobal.org/xsd/imsqti_metadata_v2p1",
    schema="QTIv2.1 Package",
    version="1.0.0",
    item_type="imsqti_item_xmlv2p1",
    test_type="imsqti_test_xmlv2p1",
    tongue=QTI_21,
    dashed=False,
)
V3 = Dialect(
    space="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    ending=".xml",
    package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    metadata="http://www.imsglobal.org/xsd/imsqti_metadata_v3p0",
    schema="QTI Package",
    version="3.0.0",
    item_type="imsqti_item_xmlv3p0",
    test_type="imsqti_test_xmlv3p0",
    tongue=QTI_3,
    dashed=True,
)
