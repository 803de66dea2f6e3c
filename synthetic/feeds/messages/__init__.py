"""Messages: the part of the place that sends FHIR or HL7 v2 rather than extracts.

Each writer takes the ``Work`` and a connection, writes its files and returns how many things it sent. What was
planted to be held is told as (file, row, why) to ``Planted``.
"""
