"""Rewards on the way (loyalty-domain.md §6.7): they become redeemable when reached and are not granted by themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Milestone:
    """A reward for everybody who has earned `at` stamps in all, spent ones included (§11.7)."""

    at: int
    title: str


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone as one card has it: not reached, reached, or redeemed, which it stays for ever."""

    milestone: Milestone
    reached: bool
    redeemed: bool


def states_of(milestones: tuple[Milestone, ...], lifetime_earned: int, redeemed: tuple[int, ...]) -> tuple[MilestoneState, ...]:
    """All of a program's, the nearest first."""
    return tuple(
        MilestoneState(one, lifetime_earned >= one.at or one.at in redeemed, one.at in redeemed)
        for one in sorted(milestones, key=lambda one: one.at)
    )
