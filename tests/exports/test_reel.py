"""A recording as a film."""

from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.exports.records import EntryRecord, SessionRecord
from smooth_console.exports.reel import Moment, moments

times = st.none() | st.floats(0, 10_000)
entries = st.lists(
    st.tuples(st.floats(0, 10_000), times, st.sampled_from(["ok", "error", "rejected", "pending"])), max_size=6
)


@settings(deadline=None)
@given(entries)
def test_every_entry_is_there_before_it_ends_and_time_never_goes_back(
    found: list[tuple[float, float | None, str]],
) -> None:
    records = [
        EntryRecord(n=n, verb="js", at=at, answered_at=answered, state=state)
        for n, (at, answered, state) in enumerate(found, 1)
    ]
    shown = moments(SessionRecord(entries=records))
    assert [moment.place for moment in shown if not moment.ended] == list(range(len(found)))
    assert [moment.at_ms for moment in shown] == sorted(moment.at_ms for moment in shown)
    assert len(shown) == sum(1 if state == "pending" else 2 for _, _, state in found)
    for place in range(len(found)):
        own = [moment.ended for moment in shown if moment.place == place]
        assert own in ([False], [False, True])


def test_times_are_those_of_the_recording() -> None:
    records = [
        EntryRecord(n=1, verb="open", at=1000, answered_at=1600),
        EntryRecord(n=2, verb="js", at=1500, answered_at=1510),
    ]
    assert moments(SessionRecord(entries=records)) == [
        Moment(0, 0, False),
        Moment(500, 1, False),
        Moment(510, 1, True),
        Moment(600, 0, True),
    ]
