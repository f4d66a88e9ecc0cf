"""A district in trouble: real kiosks, real hub nodes, a real PostgreSQL, each ended at
any moment; what was acknowledged is at the hub afterwards, once.

`make faults` prints the table. RECORDS=N sets how many records go up while everything
fails at once, LINK_S=N for how long the link is cut, CUTS=N how often the power of the
hub's disk.
"""
