"""Quotes and episodes as pictures. They import Pillow: import them where a picture is wanted."""
