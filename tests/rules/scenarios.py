"""Who comes to the gate, and what the plans' clauses say of them at each level."""

from dataclasses import dataclass

from kiosk.core.verdict import Verdict
from tests.rules.situations import OPTIONS, Known
from tests.rules.vocabulary import (
    ALLOW,
    BARE,
    CAR,
    COMING,
    FAMILY,
    FOREIGN,
    FORM,
    GOING,
    HOLD,
    OUTSIDE,
    REFUSE,
    REGISTER,
    RETURNEE,
    SICK,
    SUPPLY,
    UNTESTED,
    VAN,
    of,
    risk,
    sampled,
    who,
)


@dataclass(frozen=True)
class Case:
    """Facts, and the verdict at each of the four levels; actions among those told."""

    title: str
    known: Known
    says: tuple[Verdict, Verdict, Verdict, Verdict]
    actions: tuple[str, ...] = ()


def case(title: str, known: Known, *said: Verdict, actions: str = "") -> Case:
    """One verdict stands for all levels."""
    verdicts = said * 4 if len(said) == 1 else said
    low, mid, high, top = verdicts
    return Case(title, known, (low, mid, high, top), tuple(actions.split()))


R, X, H, A = REGISTER, REFUSE, HOLD, ALLOW
AAXX = (A, A, X, X)
CASES = [
    case("a resident comes home", COMING, A),
    case("a resident comes home, registered", COMING | FORM, A),
    case("a resident goes out", GOING, A, A, A, X),
    case("no pass", BARE | of(person={}), X, actions="help-apply"),
    case("no pass, lives here, not vouched for", BARE, H, actions="help-apply"),
    case("no pass, the paper is wrong", BARE | of(proofs={"village": False}), X),
    case("a child of the house, registered", BARE | FAMILY | FORM, A),
    case("the city's other communities", FOREIGN, A, A, H, X),
    case("whom nobody expects", FOREIGN | of(person={"host_confirmed": False}), *AAXX),
    case("no mask", COMING | of(mask={"worn": False}), X, actions="put-on-mask"),
    case(
        "fever",
        COMING | of(temperature=OPTIONS["temperature"][5]),
        H,
        actions="isolate-on-spot report-community",
    ),
    *(
        case(
            f"a {colour} health code",
            COMING | of(health={"answer": "answered", "colour": colour}),
            H,
            actions="report-community",
        )
        for colour in ("yellow", "red", "grey", "orange")
    ),
    # S4 (八): into a closed zone from elsewhere only with a test of two days
    case("low risk, tested 71 h ago", COMING | risk("low") | sampled(71), A, A, H, H),
    case("low risk, tested 47 h ago", COMING | risk("low") | sampled(47), A, A, R, R),
    case(
        "low risk, tested 73 h ago",
        COMING | risk("low") | sampled(73),
        *(R, R, H, H),
        actions="report-community",
    ),
    case(
        "low risk, untested, registered",
        COMING | risk("low") | UNTESTED | FORM,
        *(A, A, H, H),
        actions="report-community",
    ),
    case(
        "low risk, the test comes from tomorrow",
        COMING | risk("low") | sampled(-20),
        *(R, R, H, H),
    ),
    case(
        "medium risk, tested",
        COMING | risk("medium") | sampled(40),
        R,
        actions="home-monitoring",
    ),
    case(
        "medium risk, tested, registered",
        COMING | risk("medium") | sampled(40) | FORM,
        A,
    ),
    case(
        "medium risk, tested 60 h ago",
        COMING | risk("medium") | sampled(60),
        *(R, R, H, H),
    ),
    case("medium risk, untested", COMING | risk("medium") | UNTESTED | FORM, H),
    case(
        "high risk",
        COMING | risk("high") | FORM,
        H,
        actions="hand-over-isolation report-community",
    ),
    case("overseas, tested", COMING | risk("overseas") | sampled(40), R),
    case("overseas, untested", COMING | risk("overseas") | UNTESTED, H),
    case(
        "back from elsewhere, tested 60 h ago",
        COMING | RETURNEE | sampled(60),
        *(A, R, H, H),
        actions="report-community",
    ),
    case("back from elsewhere, tested", COMING | RETURNEE | sampled(40), A, R, R, R),
    case("tested positive", COMING | of(nat=OPTIONS["nat"][7]), H),
    case(
        "a visitor without a pass",
        BARE | who("visitor", host_confirmed=True),
        *(R, R, R, X),
    ),
    case(
        "a visitor whom nobody expects", BARE | who("visitor", host_confirmed=False), X
    ),
    case(
        "a visitor, registered",
        BARE | who("visitor", host_confirmed=True) | FORM,
        *(A, A, H, X),
    ),
    case(
        "a worker with the community's paper",
        BARE | who("worker") | of(proofs={"village": True}),
        R,
    ),
    case(
        "a courier",
        BARE | who("delivery"),
        X,
        actions="hand-over-outside disinfect-goods",
    ),
    case(
        "a courier with a pass",
        COMING | of(pass_=OPTIONS["pass"][4]) | who("delivery"),
        X,
    ),
    case(
        "the second time in two days",
        GOING | of(household={"uses": 1, "member_out": False, "relief": False}),
        *(A, A, X, X),
    ),
    case(
        "another one is out",
        GOING | of(household={"uses": 0, "member_out": True}),
        *(A, A, X, X),
    ),
    case(
        "the second time with relief",
        GOING | of(household={"uses": 1, "member_out": True, "relief": True}),
        *(A, A, A, X),
    ),
    case(
        "a household's temporary pass, the second time",
        GOING | of(pass_=OPTIONS["pass"][2], household={"uses": 1}),
        *(A, A, X, X),
    ),
    case(
        "somebody from elsewhere goes home at night",
        GOING | of(pass_=OPTIONS["pass"][6], household={"uses": 9}),
        *(A, A, A, X),
    ),
    case("a voided household", GOING | of(household={"uses": 0, "voided": True}), X),
    case(
        "a commuter with proof",
        GOING | who("commuter") | of(proofs={"employer": True}),
        *(A, A, A, X),
    ),
    case(
        "a commuter without proof",
        GOING | who("commuter") | of(proofs={"employer": False}),
        *(A, A, X, X),
    ),
    case("to hospital", GOING | SICK, A, A, A, A),
    case(
        "to hospital without proof",
        GOING | who("patient") | of(proofs={"medical": False}),
        *(A, A, H, H),
    ),
    case(
        "an ambulance",
        of(vehicle={"kind": "emergency"}),
        A,
        actions="record-afterwards",
    ),
    case(
        "an ambulance after a fever",
        COMING
        | of(vehicle={"kind": "emergency"}, temperature=OPTIONS["temperature"][5]),
        A,
    ),
    case("a car comes home", COMING | of(vehicle=CAR), A, A, A, X),
    case("a car goes out", GOING | of(vehicle=CAR), A, A, X, X),
    case("a car from elsewhere", COMING | OUTSIDE, R, R, X, X),
    case(
        "somebody in the car is not recorded",
        COMING | of(vehicle=CAR | {"occupants_recorded": 1}) | FORM,
        *(R, R, R, X),
        actions="record-occupants",
    ),
    case("supplies", COMING | SUPPLY, A, A, R, R),
    case("supplies go out again", GOING | SUPPLY, A),
    case("a resident's pass in a van", GOING | VAN, A, A, X, X),
    case(
        "another plate than the pass says",
        COMING | of(vehicle=CAR | {"plate_matches": False}),
        X,
    ),
    case(
        "registered, not signed",
        COMING | RETURNEE | of(registration={"complete": True, "signed": False}),
        R,
    ),
    case("near a case", COMING | of(registration=OPTIONS["registration"][4]), H),
    case(
        "a list says hold", COMING | of(watch_list=OPTIONS["watch_list"][1]) | FORM, H
    ),
    case(
        "a list says refuse", COMING | of(watch_list=OPTIONS["watch_list"][2]) | FORM, X
    ),
    case("a list says register", COMING | of(watch_list=OPTIONS["watch_list"][3]), R),
    case(
        "a list says report",
        COMING | of(watch_list=OPTIONS["watch_list"][4]) | FORM,
        A,
        actions="report-community",
    ),
    case("out of home isolation", GOING | of(watch_list=OPTIONS["watch_list"][6]), X),
    case(
        "old lists",
        COMING
        | of(watch_list={"answer": "answered", "hit": False, "list_age_hours": 300}),
        *(A, R, R, H),
    ),
    case("two names", COMING | of(code={"kind": "pass", "same_person": False}), H),
    case(
        "an old picture",
        COMING
        | of(health={"answer": "answered", "colour": "green", "colour_seen": "red"}),
        H,
    ),
    case(
        "the service is down", COMING | of(health={"answer": "unverified"}), A, R, R, H
    ),
    case(
        "a vaccination is not found",
        COMING | of(vaccination={"answer": "answered", "doses": 0}),
        *(A, A, R, R),
    ),
    case(
        "a key region, tested 6 days ago",
        COMING | of(travel=OPTIONS["travel"][8]) | sampled(140),
        *(A, A, H, H),
    ),
    case(
        "a key region, tested 8 days ago",
        COMING | of(travel=OPTIONS["travel"][8]) | sampled(190),
        H,
    ),
]
