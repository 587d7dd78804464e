"""Quotes and episodes as pictures. They import Typst: import them where a picture is wanted."""
