"""The site: HTTP in, pages out."""
