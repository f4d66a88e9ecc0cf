"""Power cuts on a real file system: what was acknowledged is there afterwards.

Needs root for loop devices; `make durability` prints the table, CUTS=N sets how many.
"""
