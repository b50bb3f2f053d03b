"""Who may do what: the actor, the roles and one table of permissions. Default is deny.

A scope is text, applied in SQL (``data/sql/00_scope.sql``): ``all``, ``division:<code>`` or
``worker:<worker_id>``.
"""

from dataclasses import dataclass

from geo.errors import NotAllowed

ROLES = ("leader", "manager", "planner", "worker", "operator")

#: action → roles that may do it; what is not here nobody may
PERMITS: dict[str, frozenset[str]] = {
    action: frozenset(roles.split())
    for action, roles in {
        "read_grids": "leader manager planner worker operator",
        "read_incidents": "leader manager planner worker operator",
        "read_workers": "leader manager planner worker operator",
        "note_absence": "manager operator",
        "read_facilities": "leader manager planner worker operator",
        "read_plans": "leader manager planner operator",
        "read_intake": "manager planner operator",
        "read_audit": "leader operator",
        "read_actions": "leader manager planner worker operator",
        "mark_action": "manager planner leader",
        "remove_action": "manager planner leader",
        "export": "leader manager planner operator",
        "import": "manager planner operator",
        "read_edits": "leader manager planner operator",
        "edit_grids": "manager planner",
        # who may propose may keep drafts, and sees those of others in whose scope all their grids are, to help
        "propose_plan": "manager",
        "draft_plan": "manager",
        "take_over_draft": "manager",
        "discard_draft": "manager",
        "review_plan": "manager",
        "revert_plan": "manager",
        "print_sheet": "leader manager planner worker operator",
        "enforce_plan": "operator",
        "enforce_edit": "operator",
        "object_to_plan": "worker",
        "read_handovers": "worker",
        "take_handover": "worker",
        "propose_site": "leader manager planner operator",
        "make_demo": "operator",
        "check": "manager planner operator",
        "backup": "operator",
        "set_access": "operator",
    }.items()
}
#: what concerns the record as a whole and cannot be narrowed by grid: only for the scope ``all``
WHOLE = frozenset(
    {
        "read_intake",
        "read_audit",
        "import",
        "make_demo",
        "enforce_plan",
        "enforce_edit",
        "check",
        "backup",
        "set_access",
    }
)


@dataclass(frozen=True)
class Actor:
    """Somebody who reads or writes: name, role and row scope.

    >>> Actor("Li Na", "worker", "worker:3").may("import")
    False
    """

    who: str
    role: str
    scope: str

    def may(self, action: str) -> bool:
        """Whether the role allows the action, and the scope one that cannot be narrowed."""
        return self.role in PERMITS.get(action, frozenset()) and (action not in WHOLE or self.scope == "all")

    def require(self, action: str) -> None:
        """Raise ``NotAllowed`` unless the actor may."""
        if not self.may(action):
            raise NotAllowed("not_allowed", who=self.who, role=self.role, action=action)


#: the command line on the machine that holds the file
OPERATOR = Actor("operator", "operator", "all")
