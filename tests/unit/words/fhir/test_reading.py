"""FHIR JSON is read one resource at a time, however large or spoiled the file, and each has its exact bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import tracemalloc

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.vocabulary.fhir import reading
from joinedup.words.vocabulary.fhir.bundle import resources_of
from joinedup.words.vocabulary.fhir.reading import Received, read, stream
from tests.unit.words.fhir.people import ALL, EDNA, FLETCHER, POST, PULSE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(alphabet='ab"\\{}[],:\n é', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["entry", "a", "resource", '"', "}"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def told(data: bytes) -> list[tuple[int, str]]:
    """Return (position, sentence) of each mistake, and (position, type) of each resource."""
    found = []
    for each in read(data):
        said = "; ".join(f"{mistake.field} {mistake.problem}".strip() for mistake in each.mistakes)
        found.append((each.position, said or str((each.resource or {}).get("resourceType"))))
    return found


def bundle_of(*entries: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    return b'{"resourceType": "Bundle"%b, "entry" : [\n%b\n]%b}' % (before, b" , ".join(entries), after)


PATIENT = b'{"resource": {"resourceType": "Patient"}}'


class TestWhole:
    @pytest.mark.parametrize("resource", ALL, ids=lambda each: each.get("id", each["resourceType"]))
    def test_a_resource_on_its_own_comes_whole(self, resource):
        if resource is not POST:
            data = orjson.dumps(resource, option=orjson.OPT_INDENT_2)
            assert list(read(data)) == [Received(1, data, resource=resource)]

    def test_an_entry_comes_with_its_address_and_its_exact_bytes(self):
        entry = b'{ "fullUrl":"urn:uuid:1",\t"resource": {"resourceType":"Patient","x":"]}\\"{"} }'
        assert list(
            read(bundle_of(PATIENT, entry, before=b', "type": "batch"', after=b', "x": [{}, "entry", []]'))
        ) == [
            Received(1, PATIENT, "", {"resourceType": "Patient"}),
            Received(2, entry, "urn:uuid:1", {"resourceType": "Patient", "x": ']}"{'}),
        ]

    @given(values=st.lists(JSON, max_size=5), others=st.dictionaries(st.sampled_from(["type", "id", "meta"]), JSON))
    def test_whatever_a_bundle_holds_it_is_split_as_a_parser_would_read_it(self, values, others):
        entries = [
            {"fullUrl": f"urn:uuid:{at}", "resource": {"resourceType": "Basic", "x": value}}
            for at, value in enumerate(values)
        ]
        bundle = {"resourceType": "Bundle", **others, "entry": entries}
        received = list(read(orjson.dumps(bundle)))
        assert [(each.position, each.full_url, each.resource) for each in received] == list(resources_of(bundle))
        assert [orjson.loads(each.raw) for each in received] == entries

    @given(data=st.binary(max_size=40) | JSON.map(orjson.dumps), cut=st.integers(0, 200))
    def test_nothing_that_is_sent_makes_reading_fail(self, data, cut):
        for spoiled in (data, bundle_of(PATIENT, data)[:cut], bundle_of(data, PATIENT)):
            assert all(each.resource is not None or each.mistakes for each in read(spoiled))

    def test_a_resource_type_may_stand_after_the_entries(self):
        bundle = orjson.dumps({"entry": [{"resource": EDNA}, {"resource": PULSE}], "resourceType": "Bundle"})
        assert told(bundle) == [(1, "Patient"), (2, "Observation")]
        a_list = orjson.dumps({"entry": [{"item": {"display": "a"}}], "resourceType": "List"})
        assert told(a_list) == [(1, "List")]
        assert told(b'{"entry": [{}], "resourceType": ') == [(1, "This is not JSON: line 1, character 33.")]

    @pytest.mark.parametrize(
        "resource",
        [
            {"resourceType": "List", "entry": [{"item": {"display": "a"}}]},
            {"resourceType": "Parameters", "parameter": [{"name": "entry", "part": [{"name": "a"}]}]},
            {"resourceType": "Basic", "id": "entry", "extension": [{"url": "entry", "valueCode": "a"}]},
        ],
    )
    def test_what_is_no_bundle_is_not_taken_apart(self, resource):
        assert [each.resource for each in read(orjson.dumps(resource))] == [resource]

    def test_a_bundle_with_nothing_in_it_gives_nothing(self):
        assert told(b'{"resourceType": "Bundle"}') == []
        assert told(b'{"resourceType": "Bundle", "entry": []}') == []

    def test_a_mark_of_utf_8_is_passed_over(self):
        assert told(b"\xef\xbb\xbf" + orjson.dumps(EDNA)) == [(1, "Patient")]


class TestSpoiled:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"", [(1, "This is not JSON: line 1, character 1.")]),
            (b"[]", [(1, "A resource must be an object, in braces.")]),
            (b'"entry"', [(1, "A resource must be an object, in braces.")]),
            (b'{\n "resourceType": Patient}', [(1, "This is not JSON: line 2, character 18.")]),
            (b'{"resourceType": "Patient"} {}', [(1, "This is not JSON: line 1, character 29.")]),
            (b'{"resourceType": "Pat', [(0, reading._ENDS)]),
            (b" <Patient/>", [(0, reading._XML)]),
            ('{"a": "é"}'.encode("utf-16"), [(0, reading._NOT_UTF8)]),
            ('{"a": "é"}'.encode("latin-1"), [(1, reading._NOT_UTF8)]),
            (
                bundle_of(PATIENT, b'{"resource": {"x":}}', PATIENT),
                [(1, "Patient"), (2, "Bundle.entry[1] This is not JSON: line 1, character 19."), (3, "Patient")],
            ),
            (bundle_of(PATIENT, b'{"a": "\xff"}'), [(1, "Patient"), (2, f"Bundle.entry[1] {reading._NOT_UTF8}")]),
            (bundle_of(b'{"request": {"method": "DELETE"}}'), [(1, f"Bundle.entry[0] {reading._NO_RESOURCE}")]),
            (bundle_of(b'{"resource": [1]}'), [(1, "Bundle.entry[0] A resource must be an object, in braces.")]),
            (
                bundle_of(b"[1]", PATIENT),
                [(1, "Bundle.entry[0] A resource must be an object, in braces."), (2, "Patient")],
            ),
            (bundle_of(PATIENT, b"7"), [(1, "Patient"), (0, reading._BETWEEN)]),
            (b'{"resourceType": "Bundle", "entry": {"a": 1}}', [(0, f"Bundle.entry {reading._NOT_ONE_LIST}")]),
            (
                bundle_of(PATIENT, after=b', "entry": [{}]'),
                [(1, "Patient"), (0, f"Bundle.entry {reading._NOT_ONE_LIST}")],
            ),
            (bundle_of(b"null", PATIENT), [(0, reading._BETWEEN)]),
            (bundle_of(PATIENT)[:-2] + b"}}", [(1, "Patient"), (0, reading._BETWEEN)]),
            (bundle_of(PATIENT)[:-2], [(1, "Patient"), (0, reading._ENDS)]),
            (bundle_of(PATIENT, after=b",}"), [(1, "Patient"), (0, reading._AROUND_ENTRIES)]),
            (bundle_of(PATIENT, b'{"resource": {"a": "b'), [(1, "Patient"), (0, reading._ENDS)]),
        ],
    )
    def test_what_cannot_be_read_is_told_and_the_rest_is_read(self, data, expected):
        assert told(data) == expected

    def test_the_bytes_that_could_not_be_read_are_kept(self):
        cut = b'{"resource": {"a": "b'
        assert list(read(bundle_of(PATIENT, cut)))[-1].raw.startswith(cut)
        assert next(read(b" <Patient/>")).raw == b" <Patient/>"

    def test_the_sentence_never_holds_what_was_in_the_file(self):
        for at in range(len(orjson.dumps(POST))):
            for _, said in told(orjson.dumps(POST)[:at] + b"\x01"):
                assert "Marsh" not in said


class TestFiles:
    def written(self, folder, name, data):
        path = folder / name
        pack = {".gz": gzip.compress, ".bz2": bz2.compress}.get(path.suffix, bytes)
        path.write_bytes(pack(data))
        return path

    @pytest.mark.parametrize("name", ["post.json", "post.json.gz", "post.json.bz2"])
    def test_a_bundle_is_read_packed_or_not(self, tmp_path, name):
        path = self.written(tmp_path, name, orjson.dumps(POST))
        received = list(stream(path))
        assert [(each.position, each.resource is None) for each in received] == [(1, False), (2, True)]
        assert received[0].resource == EDNA

    @pytest.mark.parametrize("name", ["people.ndjson", "people.ndjson.gz", "PEOPLE.JSONL.bz2"])
    def test_ndjson_is_read_line_by_line(self, tmp_path, name):
        lines = [
            b"\xef\xbb\xbf" + orjson.dumps(EDNA),
            b"",
            orjson.dumps(FLETCHER) + b"\r",
            b'{"a":',
            b"7",
            b"<Patient/>",
        ]
        received = list(stream(self.written(tmp_path, name, b"\n".join(lines))))
        assert [(each.position, each.resource) for each in received[:2]] == [(1, EDNA), (3, FLETCHER)]
        assert [str(each.mistakes[0]) for each in received[2:]] == [
            "row 4: This is not JSON: line 1, character 6.",
            "row 5: A resource must be an object, in braces.",
            f"row 6: {reading._XML}",
        ]
        assert received[2].raw == b'{"a":'

    @pytest.mark.parametrize("name", ["post.json.gz", "post.json.bz2", "post.ndjson.gz"])
    def test_a_packed_file_that_is_cut_short_is_told(self, tmp_path, name):
        path = self.written(tmp_path, name, orjson.dumps(POST))
        path.write_bytes(path.read_bytes()[:-9])
        assert [str(each.mistakes[0]) for each in stream(path)][-1] == reading._PACKED

    @pytest.mark.parametrize("name", ["post.json.gz", "post.json.bz2"])
    def test_a_file_that_is_not_packed_though_its_name_says_so_is_told(self, tmp_path, name):
        path = tmp_path / name
        path.write_bytes(orjson.dumps(POST))
        assert [str(each.mistakes[0]) for each in stream(path)] == [reading._PACKED]

    def test_a_packed_file_spoiled_in_the_middle_is_told(self, tmp_path):
        path = self.written(tmp_path, "post.json.gz", orjson.dumps(POST))
        spoiled = bytearray(path.read_bytes())
        spoiled[40:60] = b"\xff" * 20
        path.write_bytes(bytes(spoiled))
        assert [str(each.mistakes[0]) for each in stream(path)] == [reading._PACKED]

    def test_a_file_that_is_not_there_is_an_error_of_the_caller(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            list(stream(tmp_path / "none.json"))

    def test_a_disk_that_fails_is_not_said_to_be_the_sender_s_fault(self, tmp_path, monkeypatch):
        def failing(file):
            raise OSError(5, "Input/output error")
            yield

        monkeypatch.setattr(reading, "_document", failing)
        with pytest.raises(OSError, match="Input/output"):
            list(stream(self.written(tmp_path, "post.json", b"{}")))


class TestLarge:
    @pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
    def test_it_does_not_matter_where_one_piece_read_ends_and_the_next_begins(self, monkeypatch, chunk):
        monkeypatch.setattr(reading, "_CHUNK", chunk)
        data = orjson.dumps(POST, option=orjson.OPT_INDENT_2)
        assert [each.position for each in read(data)] == [1, 2]
        assert next(read(data)).resource == EDNA

    def test_memory_holds_an_entry_and_not_the_bundle(self, tmp_path):
        entry = orjson.dumps({"resource": {"resourceType": "Basic", "x": "a" * 10_000}})
        path = tmp_path / "large.json"
        path.write_bytes(bundle_of(*[entry] * 3000))
        tracemalloc.start()
        count = sum(1 for _ in stream(path))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == 3000
        assert path.stat().st_size > 30_000_000
        assert most < 6_000_000

    def test_a_resource_larger_than_any_real_one_is_refused_and_not_held(self, tmp_path, monkeypatch):
        monkeypatch.setattr(reading, "MOST_BYTES", 1000)
        monkeypatch.setattr(reading, "_CHUNK", 100)
        huge = b'{"resource": {"x": "%b"}}' % (b"a" * 5000)
        assert told(bundle_of(PATIENT, huge)) == [(1, "Patient"), (0, reading._TOO_BIG)]
        lines = tmp_path / "large.ndjson"
        lines.write_bytes(orjson.dumps({"resourceType": "Basic"}) + b"\n" + huge)
        assert next(stream(lines)).mistakes == ()
        last = list(stream(lines))[-1]
        assert (last.position, last.mistakes[0].problem) == (2, reading._TOO_BIG)

    def test_a_line_that_just_fits_is_read(self, monkeypatch):
        line = orjson.dumps({"resourceType": "Basic"}) + b"\n"
        monkeypatch.setattr(reading, "MOST_BYTES", len(line))
        assert [each.resource for each in reading._lines(io.BytesIO(line * 2))] == [{"resourceType": "Basic"}] * 2
