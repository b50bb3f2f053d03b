"""The sentences of beats and plans; those of every other error code are in `data.sentences`, which has these too."""

SENTENCES: dict[str, str] = {
    # geo.districts
    "balance_no_load": "There is no load to share out: no case and no visit asks for time.",
    "balance_too_many_workers": "{workers} workers cannot each have one of {grids} grids.",
    "balance_no_hours": "These workers have no contract hours, so they have no fair share: {worker_ids}.",
    "balance_workers_missing": "Grids are with workers who do not take part: {worker_ids}. Hand those over first.",
    "balance_worker_idle": "These workers have no grid yet, so no beat to grow: {worker_ids}. Give each one grid"
    " first.",
    "balance_apart": "The ground is in {parts} parts that no border joins, so {workers} workers cannot each have a beat"
    " in one piece.",
    "balance_not_found": "No plan within {tolerance} was found in this time, though one may exist. Give more seconds,"
    " or allow more.",
    "balance_impossible": "No plan within {tolerance} exists, whatever the rules: the grids' loads do not come out so"
    " even. Allow more.",
    "balance_grid_heavy": "Grid {grid_id} alone takes {hours} hours a week, more than anybody may have within"
    " {tolerance}. Split it, or allow more.",
    "balance_ground_apart": "The ground is in {parts} parts that no border joins, and while everybody stays in"
    " their part these workers cannot all come within {tolerance} of a fair share: {worker_ids}.",
    "balance_grids_locked": "The locked grids make a plan within {tolerance} impossible. Unlock some, or allow more.",
    "balance_workers_locked": "The locked workers make a plan within {tolerance} impossible. Unlock some, or allow"
    " more.",
    "balance_pairs_locked": "The pairs of grid and worker that may never meet make a plan within {tolerance}"
    " impossible.",
    "balance_within_division": "Staying inside the community or street makes a plan within {tolerance} impossible.",
    "balance_rules_together": "Together the rules make a plan within {tolerance} impossible; of none alone is that"
    " proven.",
    "balance_impossible_adjoining": "Hand-overs to adjoining beats alone cannot do it within {tolerance}. Allow more.",
    "balance_grids_locked_adjoining": "With these locked grids, hand-overs between adjoining beats cannot bring"
    " everybody within {tolerance}; of those farther away nothing is proven. Unlock some, or allow more.",
    "balance_workers_locked_adjoining": "With these locked workers, hand-overs between adjoining beats cannot bring"
    " everybody within {tolerance}; of those farther away nothing is proven. Unlock some, or allow more.",
    "balance_pairs_locked_adjoining": "With these pairs of grid and worker that may never meet, hand-overs between"
    " adjoining beats cannot bring everybody within {tolerance}; of those farther away nothing is proven.",
    "balance_within_division_adjoining": "Staying inside the community or street, hand-overs between adjoining beats"
    " cannot bring everybody within {tolerance}; of those farther away nothing is proven.",
    "balance_rules_together_adjoining": "Under all the rules together, hand-overs between adjoining beats cannot bring"
    " everybody within {tolerance}, which is proven of none alone; of those farther away nothing is proven.",
    "balance_none_drawn": "No {workers} beats within {tolerance}, each in one piece, were found in this time. Give more"
    " seconds, or allow more.",
    "balance_none_locked": "No {workers} beats within {tolerance} that keep locked grids together, each in one piece,"
    " were found in this time. Unlock some, give more seconds, or allow more.",
    "balance_locks_many": "{locked} workers keep locked grids, each in a beat of their own: {workers} beats are"
    " too few.",
    "balance_ties_anew": "New beats are drawn from scratch: two grids that stay together are a lock of today's beats."
    " Free them first.",
    "rule_grid_locked": "Grid {grid_id} is locked: it stays with whoever has it.",
    "rule_worker_locked": "Grid {grid_id} cannot go to worker {worker_id}: the beat of one of the two is locked.",
    "rule_pair_locked": "Grid {grid_id} may never go to worker {worker_id}.",
    "rule_tie_cut": "Grids {grid_id} and {other_id} stay together: both go, or neither.",
    "tie_apart": "Grids {grid_id} and {other_id} cannot stay together: they are two workers', or do not touch.",
    "rule_outside_division": "Worker {worker_id} does not work in the community or street of grid {grid_id}.",
    "lock_columns": "{file} needs the columns grid_id and worker_id.",
    "lock_row": "Row {row} of {file} reads “{text}”: it names no grid, no worker, and no pair of them.",
    # data.commands, data.plans
    "rejection_unexplained": "Say in the note why the plan is turned down: its author reads it.",
    "plan_unexplained": "A plan needs a title and a reason: the reviewer decides by them.",
    "plan_move_forbidden": "A plan that is “{state}” cannot be moved by “{action}”.",
    "plan_unknown": "There is no plan {plan_id}, or it is outside the area you are responsible for.",
    "plan_empty": "This plan changes nothing: every grid is already with the worker it would go to.",
    "plan_grids_unknown": "These grids do not exist, or are outside the area you are responsible for: {grid_ids}.",
    "plan_workers_unknown": "These workers do not exist, no longer work here, or belong to another area: {worker_ids}.",
    "plan_conflict": "Somebody else ({who}) moved these grids meanwhile: {grid_ids}. Nothing was changed; look at"
    " the map again and make a new plan.",
    "plan_locked": "These grids are locked, or tied to one that stays: {grid_ids}. Free them, or take them out of the"
    " draft.",
    "draft_untitled": "A draft needs a title, by which it is found again.",
    "draft_of_another": "Draft {plan_id} is not yours but of {who}. Take it over first, or begin a draft of your own"
    " with its moves.",
    "draft_saved_meanwhile": "Draft {plan_id} was saved elsewhere meanwhile, at {at}. Nothing was written over: look at"
    " what is there, or let go of the draft and keep yours as another one.",
    "objection_empty": "Say what speaks against the plan: the reviewer decides by it.",
    "objection_long": "An objection has at most {most} characters.",
    "plan_stale": "Responsibilities were imported while you were drawing this plan. Reload the page and look again.",
}
