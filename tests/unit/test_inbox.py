"""What was heard comes out as it went in, thinned where it is only the pointer's way."""

from tracker.events import KeyPressed, PointerMoved
from tracker.geometry import ScreenPoint
from tracker.inbox import Inbox
from tracker.scribe import Heard


def move(t_ms: int) -> Heard:
    return Heard(PointerMoved(t_ms * 1_000_000, ScreenPoint(t_ms, 0)))


def key(t_ms: int) -> Heard:
    return Heard(KeyPressed(t_ms * 1_000_000, "a", "a"))


def test_of_a_quick_way_the_last_place_is_kept_and_one_in_fifteen_milliseconds():
    inbox = Inbox()
    for t_ms in range(0, 60, 5):
        inbox.put(move(t_ms))
    assert inbox.next(dozes=False) == tuple(map(move, (0, 15, 30, 45, 55)))


def test_the_place_before_a_key_is_kept():
    inbox, heard = Inbox(), [move(0), move(5), key(6), move(7), move(8)]
    for one in heard:
        inbox.put(one)
    assert inbox.next(dozes=False) == tuple(heard)


def test_an_order_is_carried_out_after_what_was_heard_before_it_and_before_what_came_later():
    inbox, done = Inbox(), list[int]()
    inbox.put(key(1))
    inbox.order(lambda: done.append(1))
    inbox.put(key(2))
    assert inbox.next(dozes=False) == (key(1),)
    order = inbox.next(dozes=False)
    assert not isinstance(order, tuple)
    order()
    assert done == [1]
    assert inbox.next(dozes=False) == (key(2),)
    assert inbox.is_empty


def test_what_finds_no_room_is_counted_and_what_is_left_can_be_taken_without_the_orders():
    inbox = Inbox()
    for t_ms in range(20_003):
        inbox.put(key(t_ms))
    inbox.order(lambda: None)
    assert inbox.dropped == 3
    assert inbox.left() == tuple(map(key, range(20_000)))
    assert inbox.is_empty
