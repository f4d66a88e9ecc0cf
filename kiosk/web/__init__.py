"""The screens: pages, live panels and the JSON status, seen only through ports."""
