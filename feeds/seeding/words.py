"""Text that has the statistics of speech: a chain of words learnt from the demo company's posts."""

import re
from collections import defaultdict
from random import Random

from feeds.demo.conversations import load_conversations

_SKIPPED = re.compile(r"`[^`]*`|https?://\S+|[@#][\w-]+|\{[^}]*\}|\*+|[«»“”()]")
_ENDS = (".", "!", "?", "…")
_LONGEST = 360


class Babble:
    """Says sentences that read like posts from afar and are searched like posts."""

    def __init__(self) -> None:
        self._starts: dict[str, list[str]] = defaultdict(list)
        self._next: dict[str, dict[str, list[str]]] = {"fr": defaultdict(list), "en": {}}
        self._next["en"] = defaultdict(list)
        for talk in load_conversations():
            for said in talk.everything:
                self._learn(said.text, said.language)

    def say(self, chance: Random, language: str) -> str:
        """One to four sentences of at most 360 characters."""
        following = self._next[language]
        wanted = chance.choice((6, 9, 12, 15, 20, 28, 40))
        words = [chance.choice(self._starts[language])]
        size = len(words[0])
        while size < _LONGEST:
            word = words[-1]
            if word.endswith(_ENDS):
                if len(words) >= wanted:
                    break
                word = chance.choice(self._starts[language])
            else:
                choices = following.get(word)
                word = chance.choice(choices) if choices else "."
            words.append(word)
            size += len(word) + 1
        return " ".join(words)[:_LONGEST]

    def _learn(self, text: str, language: str) -> None:
        words = _SKIPPED.sub(" ", text).split()
        if not words:
            return
        self._starts[language].append(words[0])
        for word, after in zip(words, words[1:], strict=False):
            if word.endswith(_ENDS):
                self._starts[language].append(after)
            else:
                self._next[language][word].append(after)
