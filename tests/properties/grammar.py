"""What a grammar written in EBNF generates, as Hypothesis draws it: so that what the reference prints is what is read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import strategies as st

TOKEN = re.compile(r'"[^"]*"|[\[\](){}|]|[\w]+')


class Grammar:
    """The rules of an EBNF; ``terminals`` draws what it does not say."""

    def __init__(self, text: str, terminals: Mapping[str, st.SearchStrategy[str]]) -> None:
        rules = (rule.split("=", 1) for rule in text.split(" ;\n") if rule)
        self.rules = {name.strip(): TOKEN.findall(body) for name, body in rules}
        self.terminals = terminals

    def sentences(self, name: str) -> st.SearchStrategy[str]:
        """Return what a rule generates, words with single spaces between."""
        if name in self.terminals:
            return self.terminals[name]
        return self._alternatives(list(self.rules[name])).map(lambda words: " ".join(words.split()))

    def _alternatives(self, tokens: list[str], until: str = "") -> st.SearchStrategy[str]:
        options = [self._sequence(tokens)]
        while tokens and tokens[0] == "|":
            tokens.pop(0)
            options.append(self._sequence(tokens))
        if until:
            assert tokens.pop(0) == until
        return st.one_of(options)

    def _sequence(self, tokens: list[str]) -> st.SearchStrategy[str]:
        parts = []
        while tokens and tokens[0] not in "|])}":
            token = tokens.pop(0)
            if token == "[":
                parts.append(st.just("") | self._alternatives(tokens, "]"))
            elif token == "(":
                parts.append(self._alternatives(tokens, ")"))
            elif token == "{":
                parts.append(st.lists(self._alternatives(tokens, "}"), max_size=2).map(" ".join))
            else:
                parts.append(st.just(token.strip('"')) if token.startswith('"') else self.sentences(token))
        return st.tuples(*parts).map(" ".join)
