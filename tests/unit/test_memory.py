"""Past jobs are found again by what they mean and by the words that they share."""

import numpy as np
import pytest

from agent.memory import By, Memory, by_words, fused, meaning, told
from tests.builders import STARTED, element, frame, observation, step
from tracker.actions import Click, TypeText
from tracker.errors import Refused
from tracker.store import Store
from tracker.trajectory import Author, Ending, Evidence, Lineage, Origin, Outcome, Window
from tracker.vectors import Telling, Vectors

THEMES = ("letter", "invoice", "printer", "lawn")
SYNONYMS = {"note": "letter", "bill": "invoice", "grass": "lawn", "mow": "lawn"}


class Meanings:
    """Knows four themes and some synonyms; counts what it is asked for."""

    name = "meanings"

    def __init__(self):
        self.embedded = []

    def embed(self, sentences):
        self.embedded += sentences
        rows = [[self.about(sentence, theme) for theme in THEMES] for sentence in sentences]
        found = np.array(rows, np.float32) + np.float32(1e-3)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def about(self, sentence, theme):
        words = [SYNONYMS.get(word, word) for word in sentence.casefold().split()]
        return float(words.count(theme))


@pytest.fixture
def store(tmp_path):
    store = Store.open(tmp_path / "journeyman.db")
    yield store
    store.close()


@pytest.fixture
def vectors(store, tmp_path):
    vectors = Vectors.open(tmp_path / "journeyman.db")
    yield vectors
    vectors.close()


def kept(store, task, *steps, ending=Ending.FINISHED, origin=Origin.RECORDED):
    number = store.begin(task, STARTED, Lineage(origin))
    for one in steps or (step(),):
        store.append_step(number, one)
    store.finish(number, ending)
    return number


def ids(found):
    return [one.telling.id for one in found]


def test_without_an_embedder_the_job_that_shares_the_rarest_words_is_recalled(store, vectors):
    letter = kept(store, "Write a letter and save it as a file")
    invoice = kept(store, "Write an invoice for a customer")
    kept(store, "Set up the printer")
    found = Memory(vectors).recall("Write an invoice to a customer", k=3)
    assert (ids(found), {one.by for one in found}) == ([invoice, letter], {By.WORDS})
    assert Memory(vectors).recall("mow lawns") == ()


def test_a_job_in_other_words_is_recalled_by_its_meaning(store, vectors):
    kept(store, "Set up the printer")
    letter = kept(store, "Write a letter and save it as a file")
    found = Memory(vectors, Meanings()).recall("jot down a note")
    assert (ids(found), found[0].by) == ([letter], By.MEANING)


def test_of_jobs_that_mean_alike_the_one_that_shares_words_comes_first(store, vectors):
    ann = kept(store, "letter to Ann", step(TypeText("Dear Ann")))
    kept(store, "letter to Tom", step(TypeText("Dear Tom")))
    assert ids(Memory(vectors, Meanings()).recall("a note for Ann")) == [ann]


def test_what_is_alike_in_neither_is_not_recalled(store, vectors):
    kept(store, "Set up the printer")
    memory = Memory(vectors, Meanings())
    assert (memory.recall("mow the grass"), memory.search("mow grass")) == ((), ())


def test_a_word_in_common_is_enough_for_a_search_but_not_for_an_example(store, vectors):
    printer = kept(store, "Set up the printer")
    memory = Memory(vectors, Meanings())
    assert (memory.recall("Set a lawn"), ids(memory.search("Set a lawn"))) == ((), [printer])


def test_what_was_typed_and_the_program_count_as_words(store, vectors):
    kept(store, "Something else")
    quiet = kept(store, "A job", step(TypeText("Dear Aunt Agatha")))
    writer = observation(window=Window("Untitled", "abiword"))
    in_writer = kept(store, "A job", step(before=writer))
    memory = Memory(vectors)
    assert ids(memory.search("Agatha")) == [quiet]
    assert ids(memory.search("abiword")) == [in_writer]


def test_only_what_a_person_showed_to_the_end_is_an_example_but_all_is_searched(store, vectors):
    numbers = [
        kept(store, "Write a letter", ending=Ending.FAILED),
        kept(store, "Write a letter", origin=Origin.DO),
        kept(store, "Write a letter", origin=Origin.REPLAY),
    ]
    memory = Memory(vectors, Meanings())
    assert memory.recall("Write a letter", k=9) == ()
    assert sorted(ids(memory.search("Write a letter"))) == numbers


def test_what_an_agent_did_is_an_example_for_as_long_as_a_person_says_that_it_came_out_right(
    store, vectors
):
    run = kept(store, "Write a letter", step(author=Author.AGENT), origin=Origin.DO)
    memory = Memory(vectors, Meanings())
    store.confirm(run, is_right=True)
    assert ids(memory.recall("Write a letter")) == [run]
    store.confirm(run, is_right=False)
    assert memory.recall("Write a letter") == ()


def test_what_did_not_finish_cannot_have_come_out_right(store):
    run = kept(store, "Write a letter", ending=Ending.FAILED, origin=Origin.DO)
    with pytest.raises(Refused, match="did not finish"):
        store.confirm(run, is_right=True)


def test_what_another_person_showed_is_an_example_and_their_agents_runs_are_none(store, vectors):
    theirs = kept(store, "Write a letter", origin=Origin.IMPORTED)
    kept(store, "Write a letter", step(author=Author.AGENT), origin=Origin.IMPORTED)
    assert ids(Memory(vectors, Meanings()).recall("Write a letter", k=9)) == [theirs]


def test_what_was_discarded_or_is_empty_is_not_found(store, vectors):
    kept(store, "Write a letter", ending=Ending.DISCARDED)
    store.finish(store.begin("Write a letter", STARTED), Ending.FINISHED)
    assert Memory(vectors, Meanings()).search("Write a letter") == ()


def test_nothing_is_found_in_nothing_and_by_nothing(store, vectors):
    memory = Memory(vectors, Meanings())
    assert memory.search("Write a letter") == ()
    kept(store, "Write a letter")
    assert memory.search("  ") == ()


def test_a_vector_is_made_once_and_again_when_the_trajectory_changes(store, vectors):
    embedder = Meanings()
    memory = Memory(vectors, embedder)
    number = kept(store, "Write a letter")
    memory.index()
    memory.index()
    assert embedder.embedded == ["Write a letter"]
    store.finish(number, Ending.FINISHED, task="Write an invoice")
    memory.index()
    assert embedder.embedded == ["Write a letter", "Write an invoice"]


def test_the_progress_of_making_vectors_is_told(store, vectors):
    for _ in range(40):
        kept(store, "Write a letter")
    told_of = []
    made = Memory(vectors, Meanings()).index(lambda done, of: told_of.append((done, of)))
    assert (made, told_of) == (40, [(32, 40), (40, 40)])
    assert Memory(vectors).index() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda store, number: store.append_step(number, step()),
        lambda store, number: store.replace_step(number, 0, step(TypeText("other"))),
        lambda store, number: store.forget(number, 0),
        lambda store, number: store.finish(number, Ending.FINISHED, task="Other"),
        lambda store, number: store.finish(number, Ending.DISCARDED),
    ],
    ids=["a step more", "another step", "a step forgotten", "renamed", "discarded"],
)
def test_a_vector_goes_with_what_it_was_made_from(store, vectors, change):
    number, other = kept(store, "Write a letter"), kept(store, "Set up the printer")
    Memory(vectors, Meanings()).index()
    assert set(vectors.of("meanings")) == {number, other}
    change(store, number)
    assert set(vectors.of("meanings")) == {other}


def test_a_vector_of_what_was_discarded_meanwhile_is_not_kept(store, vectors):
    number = kept(store, "Write a letter")
    Memory(vectors, Meanings()).index()
    made = vectors.of("meanings")
    store.finish(number, Ending.DISCARDED)
    vectors.keep("meanings", made)
    assert vectors.of("meanings") == {}


def test_a_trajectory_is_told_in_its_words(store, vectors):
    seen = observation(frame(shade=7), Window("Letter", "editor"))
    pressed = step(before=seen, intent=Click('the "Save" button'), evidence=Evidence(element()))
    number = kept(store, "", pressed, step(TypeText("a.txt"), before=seen, outcome=Outcome()))
    telling = vectors.tellings()[0]
    assert telling == Telling(number, "", ("a.txt",), ('the "Save" button',), ("editor",))
    assert told(telling) == 'editor: click the "Save" button. a.txt'


def test_values_are_left_out_of_the_meaning():
    assert [
        meaning("Write “Dear Ann” in the  editor, save it as ann-2.txt."),
        meaning("rename 'a b' to \"c\""),
        meaning("It's Ann's letter of 3.5 pages at 9 o'clock"),
    ] == [
        "Write something in the editor, save it as a file.",
        "rename something to something",
        "It's Ann's letter of 3.5 pages at 9 o'clock",
    ]


def test_words_alone_decide_where_there_are_no_vectors():
    assert fused([0.0, 2.0], None) == [0.0, 2.0]


def test_a_cosine_below_the_floor_counts_only_with_a_shared_word():
    cosines = np.array([0.1, 0.1, 0.5], np.float32)
    assert fused([0.0, 3.0, 0.0], cosines) == pytest.approx([0.0, 0.3, 0.5])
    strictly = fused([0.0, 3.0, 0.0], cosines, must_be_akin=True)
    assert strictly == pytest.approx([0.0, 0.0, 0.5])


def test_rare_words_count_most():
    tellings = [Telling(n, task) for n, task in enumerate(("the a the", "the lawn", "the b"))]
    scores = by_words("the lawn", tellings)
    assert scores[1] == max(scores)
    assert scores[1] > 2 * scores[0] > 0
