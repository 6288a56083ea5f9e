"""What the doctor says of ONNX Runtime on this machine."""

from app.doctor import Check, examine
from app.settings import Settings
from app.wiring import Wiring
from grounding.inference import providers, providers_in_use


def test_the_doctor_names_the_provider_in_use_and_why_each_other_one_is_not(tmp_path):
    with Wiring(Settings(home=tmp_path)) as wiring:
        told = next(check for check in examine(wiring) if check.name == "inference")
    assert isinstance(told, Check)
    assert told.is_well
    used, others = told.detail.split("; not on ")
    assert used.split(" on ")[1].split(", ") == list(providers_in_use())
    named = [each for each in providers() if each.name not in providers_in_use()]
    assert [one.split(": ")[0] for one in others.split("; ")] == [each.name for each in named]
    assert all(each.reason in others for each in named if not each.is_taken)
