"""Charts as SVG, drawn here: pure functions from what is to be shown to a picture, its words and its table.

Each chart has a file: a frozen dataclass says what to show, a function returns a ``Chart``. ``finding`` says what
figures show; ``scales``, ``text``, ``drawing``, ``axes`` and ``key`` are what charts are made of. They know nothing of
the statistics: pages turn one into the other. On a page: ``{{ figure(chart) }}`` of ``components/charts.jinja``.
"""
