# What pages, mails and sheets say, in English. Each text is a whole message: what varies in it is
# named in braces, and a count chooses its plural. A ~ is a blank at which no line breaks.
#
# Every key stands in each language, and each is used; a test sees to both.


## Around every page

skip-to-figures = Skip to the figures
all-amounts-in = all amounts in { $money }
pages-of-set = Pages
as-table = { $title }, table
foot-publication = Publication
foot-job = of job { $job }, for
foot-made-by = { $program }, method { $method }
foot-made-by-of-files = { $program }, method { $method }, { $files } lake files
foot-stamp = { $from } to { $to }, publication { $publication }
how-it-is-computed = how it is computed
head-told-to = data to { $day }
head-told-nothing = nothing told of this period yet
crumb-whole = All of it
page-index = All pages
page-executive = Executive
page-department = Department
page-project = Project
page-projects = Projects
page-goals = Goals
page-financials = Financials
page-promises = Promises
page-automations = Automations
page-coverage = Coverage
page-methods = Methods
tone-better = better
tone-worse = worse
yes = yes
no = no
not-valued = not valued
not-available = n/a
not-meaningful = n.~m.
no-project = no project
money-in-thousands = { $currency } k
money-in-millions = { $currency } M
number-in-words = { $n ->
        [0] none
        [1] one
        [2] two
        [3] three
        [4] four
        [5] five
        [6] six
        [7] seven
        [8] eight
        [9] nine
       *[other] { $n }
    }
list-and = { $first } and { $last }
more-names = { $n } more
by-day = by { $day }

## The shelf of all reports

shelf-all = all reports
shelf-title = All reports, by job and period
shelf-newest = the newest
shelf-more = { $more } earlier ones lie beside them.

## Reports, and the question that each answers

report-executive = Executive report
report-executive-question = Is it worth it, and what must I decide?
report-department = Department report
report-department-question = What did we get, and which project needs me?
report-project = Project report
report-project-question = How is this figure made, and will it last?
report-projects = Projects
report-projects-question = Which projects bring it, and which cost more than they return?
report-goals = Goals
report-goals-question = Shall we reach what was set?
report-financials = Financials
report-financials-question = What is cash, what is soft, what does it cost, month by month?
report-promises = Promises (SLA)
report-promises-question = Did we keep our word?
report-automations = Automations and errors
report-automations-question = What fails, since when, and for whom?
report-coverage = Coverage and data quality
report-coverage-question = How far may one trust the figures, and what to mend first?
report-methods = Methods
report-methods-question = How is it computed?
report-index = All pages
report-index-question = Which page answers my question?

## Heads of tables

head-95-percent-within = 95 % within
head-actual = Actual
head-ahead-behind = Ahead, behind
head-all = All
head-all-departments = All departments
head-all-projects = All projects
head-amount = Amount
head-as-a-bar = As a bar
head-asked-of = Asked of
head-at-stake = At stake
head-attained-percent = Attained~%
head-automation = Automation
head-bar = Bar
head-benefit = Benefit
head-benefit-here = Benefit here
head-burn = Burn
head-cause = Cause
head-against-plan = Against plan
head-change = Change
head-change-as-a-bar = Change as a bar
head-complete = Complete
head-complete-until = Complete until
head-cost = Cost
head-cost-here = Cost here
head-days = Days
head-days-told = Days told
head-decision = Decision
head-department = Department
head-difference = Difference
head-done = Done
head-environment = Environment
head-error = Error
head-error-budget = Error budget
head-excluded = Excluded
head-expected-by-now = Expected by now
head-failed = Failed
head-figure = Figure
head-first-day = First day
head-for = For
head-gap = Gap
head-goal = Goal
head-good = Good
head-here = Here
planned-net-value = Planned net value
head-hours = Hours
head-in-time-percent = In time %
head-incomplete-for-want-of = Incomplete for want of
head-is = Is
head-items = Items
head-kind = Kind
head-kits-savings = Kit's savings
head-lacks = Lacks
head-last-day = Last day
head-left = Left
head-line = Line
head-median = Median
head-metered = Metered
head-plan = Plan
head-net = Net
head-net-value-here = Net value here
head-newest-event = Newest event
head-no-baseline = No baseline
head-note = Note
head-of-target = Of target
head-open = Open
head-paid-back-on = Paid back on
head-per = Per
head-present-value = Present value
head-project = Project
head-projects = Projects
head-promise = Promise
head-promise-percent = Promise, %
head-promises = Promises
head-queue = Queue
head-refused = Refused
head-return-a-year = Return a year
head-roi-percent = ROI %
head-rows-read = Rows read
head-savings-by-the-kit = Savings by the kit
head-series = Series
head-sessions = Sessions
head-share-percent = Share %
head-signed-by = Signed by
head-status = Status
head-step = Step
head-success-percent = Success %
head-superseded = Super{"\u00AD"}seded
head-target = Target
head-target-percent = Target~%
head-to-date = To date
head-to-know = To know
head-unit = Unit
head-unknown-end = Unknown end
head-unmetered = Unmetered
head-valid = Valid
head-what-it-means-for-the-figures = What it means for the figures
head-what-to-do = What to do
head-when = When
head-work-each = Work each

## How promises, goals and figures stand

promise-kept = kept
promise-broken = broken
promise-too-few-items = too few items
promise-too-few-sessions = too few sessions
standing-on-track = on track
standing-at-risk = at risk
standing-not-measured = not measured
goal-attained = attained
goal-off-track = off track
goal-not-started = not started
flag-over-credit = more units than its stated demand or plan
flag-zero-value = worth nothing in this period
flag-no-baseline = no baseline: its sessions are not valued
flag-no-cost = no cost recorded: ROI n/a
flag-stale = baseline measured more than 18 months ago
flag-conversion-assumed = nobody stated what part of freed time is put to use: all of it is assumed
flag-dispatcher = many short sessions, no units of its own
evidence-measured = measured
evidence-sampled = sampled
evidence-estimated = estimated
evidence-vendor = vendor-stated
evidence-unstated = unstated
evidence-signed = signed
why-not-valued = n/a: not valued
why-no-units = n/a: no units
why-no-cost = n/a: no cost recorded
why-nothing-claimed = n/a: no minutes are claimed
why-beyond-range = n/a: beyond nine trillion
why-of-the-estate = n/a: a figure of the estate only
why-not-comparable = n/a: the period before begins before anything was told
why-no-ladder = n/a: the method counts no units and minutes
why-no-plan = n/a: nothing is planned
why-no-planned-gain = n/a: no gain is planned
why-no-outlay = n/a: nothing was spent that was not covered already
why-not-reached = not yet
why-several = n/a: it turned from loss to gain more than once
why-under-a-year = n/a: less than a year is known
why-no-rate = n/a: no discount_rate
why-too-early = n/a: less than three complete months are known
status-idea = idea
status-submitted = submitted
status-approved = approved
status-declined = declined
status-in-build = in build
status-live = live
status-retired = retired
class-production = production
class-acceptance = acceptance test
class-development = development
class-other = other
metric-net = net value
metric-benefit = benefit
metric-cashable = cashable benefit
metric-hours = hours returned
metric-roi = ROI (net ÷ cost)
metric-units = units of work
metric-live-projects = live projects
metric-kept = share of promises kept
sli-success = sessions succeed
sli-within = done within { $duration }
sli-in-time = done in time
sli-deadline = items done by their deadline
sli-deadline-or-within = items done by their deadline, or within { $duration }
scope-estate = the whole estate
scope-region = region { $region }
scope-category = category { $category }
scope-projects = { $projects ->
        [one] { $projects }~project
       *[other] { $projects }~projects
    }
metric-of-scope = { $metric } of { $scope }

## What is asked of the reader

ask-promise-broken = { $name } broke its promise ({ $good } of { $valid } good, { $needed } needed): mend it, or agree on another.
ask-unmeasured = Nobody has measured what { $name } saves ({ $successes ->
        [one] { $successes }~success
       *[other] { $successes }~successes
    }), and it is paid for: measure it.
ask-beyond-demand = { $name } did { $units }, and { $wanted } were wanted: do less, or find who wants the rest.
ask-stale-baseline = { $name } rests on a baseline of { $month }: measure it again.
ask-idle = { $name } did nothing for { $months ->
        [one] { $months }~month
       *[other] { $months }~months
    }: retire it.
ask-losing = { $name } cost { $amount } more than it returned in { $months ->
        [one] { $months }~month
       *[other] { $months }~months
    }: mend it, or retire it.
ask-benefit-ends = What { $signer } signed for { $name } ends on { $day }: renew it.
ask-unallocated = { $cost } of { $total } of cost is carried by no project: allocate it.
ask-goal-beyond-reach = { $name } cannot reach { $target }: what is signed ends at { $secured }. Sign { $lacking } more, or lower the goal.
ask-goal-behind = { $name } stands at { $actual } where { $expected } was expected by now: act, or set another goal.
ask-goal-missed = { $name } is missed: act, or set another goal.
stake-behind = { $amount } of benefit behind it
stake-short = { $amount } short
stake-cost = { $amount } of cost
stake-brought-nothing = { $amount } brought nothing
stake-rests-on = { $amount } of benefit rest on it
stake-lost = { $amount } lost
decisions-asked = { $n ->
        [one] One decision is asked of you
       *[other] { $words } decisions are asked of you
    }
decisions-taken = { $n ->
        [one] { $n }~decision to be taken
       *[other] { $n }~decisions to be taken
    }
decisions-more = { $n } more
decisions-more-in-mart = { $n } more are in the mart decisions
decisions-nobody = nobody is named
decisions-about = By rule, those with most money behind them first

## Why the net moved

cause-more-work = more work done
cause-less-work = less work done
cause-more-minutes = more time freed by a unit
cause-less-minutes = less time freed by a unit
cause-higher-rate = an hour by hand costs more
cause-lower-rate = an hour by hand costs less
cause-more-used = more freed time put to use
cause-less-used = less freed time put to use
cause-signed = signed, net of the time it replaces
cause-less-signed = less signed, net of the time it replaces
cause-once-paid = once: paid
cause-once-signed = once: signed
cause-less-cost = less cost
cause-more-cost = more cost
cause-fewer-days = fewer days to pay for
cause-more-days = more days to pay for
cause-others = other causes
cause-of-project = { $name }: { $change }
was-before = was { $then }
was-planned = planned { $then }
changed-labour = { $now }~min a unit, { $then }
changed-rework = { $now }~min of rework saved by a unit, { $then }
changed-review = { $now }~min of review a unit, { $then }
changed-failure = { $now }~min by hand for a failed unit, { $then }
changed-attended = { $now }~min attended a unit, { $then }
changed-rate = { $now } { $currency } an hour, { $then }
changed-used = { $now } put to use, { $then }
changed-exchange = { $currency } at { $now }, { $then }
changed-exchange-unknown = { $currency } at other rates
exchange-currencies = currencies
measured-anew = measured anew: { $now }~min, was { $then }
moved-baseline = a new baseline ({ $change })
moved-baseline-of = a new baseline of { $name } ({ $change })
moved-exchange = { $change },
moved-brought = { $what } brought { $amount }
moved-took = { $what } took { $amount }
moved-nothing = Nothing moved the net
bridge-about = Net value in { $money }, { $before } to { $now }, by cause
bridge-plan-about = Net value in { $money }, plan to { $now }, by cause
bridge-without-plan = Without a plan, so in it with what was written down: { $names }.
plan-reached = What was planned was reached
plan-more-share = { $by } more than planned: { $share } of the plan
plan-more = { $by } more than planned
plan-less-share = { $by } less than planned: { $share } of the plan
plan-less = { $by } less than planned
bridge-methods = how each cause is computed
bridge-without-baseline = Without a baseline, so in it with cost alone: { $names }.

## The message on top

message-unknown = Nothing is known of { $window }{ $why }{ $recorded }.
message-unknown-why = : { $doubt }
message-ran-for-nobody = In { $window } { $ran } ran, and none of them works for a project, so no work is valued{ $recorded }.
ran-sessions = { $sessions ->
        [one] { $sessions }~session
       *[other] { $sessions }~sessions
    }
ran-items = { $items ->
        [one] { $items }~item
       *[other] { $items }~items
    }
message-no-work = { $window } shows no work and no amounts.
message-outcome = { $outcome }{ $compared }{ $goal }.
outcome-returned = Automation returned { $amount } net { $when }
outcome-returned-to = Automation returned { $amount } net to { $whom } { $when }
outcome-returned-by = { $name } returned { $amount } net { $when }
outcome-cost = Automation cost { $amount } more than it returned { $when }
outcome-cost-to = Automation cost { $amount } more than it returned to { $whom } { $when }
outcome-cost-by = { $name } cost { $amount } more than it returned { $when }
when = { $kind ->
        [day] on { $window }
        [days] over { $window }
       *[other] in { $window }
    }
tile-part-told = { $window } is told in part
part-told = { $window } is told from { $day } on
compared-part-told = ; { $part }, so nothing is compared
compared-nothing = ; nothing earlier can be compared
compared-same = , the same as { $when }
compared-more = , { $amount } more than { $when }
compared-less = , { $amount } less than { $when }
compared-more-percent = , { $amount } ({ $percent }) more than { $when }
compared-less-percent = , { $amount } ({ $percent }) less than { $when }
compared-up = , up from { $before } { $when }
compared-down = , down from { $before } { $when }
message-behind-goal = ; { $days } is { $amount } behind its goal
message-ahead-of-goal = ; { $days } is { $amount } ahead of its goal
message-cash = { $percent } of the benefit is cash
message-recorded-costs = ; costs of { $amount } are recorded
message-recorded-signed = ; signed benefits of { $amount } are recorded
covered-not-counted = Costs and signed benefits of this period do not count yet: nothing is told of its days.
covered-counted-to = Costs and signed benefits count to { $day }: nothing is told of later days yet.
metered-one = The one automation works for a project.
metered-all = { $n ->
        [one] All { $n }~automation work for projects.
       *[other] All { $n }~automations work for projects.
    }
metered-some = { $unmetered } of { $n ->
        [one] { $n }~automation
       *[other] { $n }~automations
    } { $unmetered ->
        [one] works
       *[other] work
    } for no project.
complete-none = No environment counts as production.
complete-one = The one production environment is complete to the period’s end.
complete-all = { $n ->
        [2] Both production environments are complete to the period’s end.
       *[other] All { $words } production environments are complete to the period’s end.
    }
complete-some = { $behind } of { $n } production { $n ->
        [one] environment
       *[other] environments
    } { $behind ->
        [one] is
       *[other] are
    } not complete in this period: { $names }.

## Gaps: what each kind is called where many are added up

gaps-satellite-failed = satellites that could not be read
gaps-delivery-refused = refused deliveries
gaps-damaged = tables with lost files
gaps-unnamed = satellites that are not named any more
gaps-stale = silent satellites
gaps-untold = satellites that told nothing of the first days
gaps-missing-days = satellites with days that told nothing
gaps-forgotten = periods that sources had forgotten
gaps-source-lost = losses that sources tell of themselves
gaps-contradicted = satellites whose exports contradict one another
gaps-read-otherwise = satellites that were read otherwise before
gaps-rejected = kinds of refused rows
gaps-unknown-outcome = unknown outcomes
gaps-unmetered = automations that work for no project
gaps-unmetered-items = automations whose items are worked on for no project
gaps-ambiguous = automations that match two patterns
gaps-no-baseline = projects without a baseline
gaps-no-rate = amounts without a rate
gaps-beyond-range = amounts beyond what can be counted
gaps-unsigned = amounts that nobody has signed
gaps-empty-scope = readers who get no mail
gaps-shared-ids = satellites whose ids stand for several things
gaps-read-twice = satellites whose exports another one reads too
gaps-split-cases = satellites whose cases lie in several exports
gaps-tests = satellites with tests
gaps-excluded-class = satellites that count as usage only
gaps-of-kind = { $kind }: { $n }
gaps-of-kind-with = { $kind }: { $n } with { $counted }
gaps-more = { $n ->
        [one] { $n }~more gap: { $kinds }
       *[other] { $n }~more gaps: { $kinds }
    }
gaps-more-kind = more { $kind }
gaps-more-means = They are of the kinds above, or stand lower in the order of worry.
gaps-more-remedy = They stand in executive.csv, with what to do.
counted-rows = { $n ->
        [one] { $n }~row
       *[other] { $n }~rows
    }
counted-days = { $n ->
        [one] { $n }~day
       *[other] { $n }~days
    }
counted-events = { $n ->
        [one] { $n }~event
       *[other] { $n }~events
    }
counted-sessions = { $n ->
        [one] { $n }~session
       *[other] { $n }~sessions
    }
counted-items = { $n ->
        [one] { $n }~item
       *[other] { $n }~items
    }
counted-successes = { $n ->
        [one] { $n }~success
       *[other] { $n }~successes
    }
counted-exports = { $n ->
        [one] { $n }~export
       *[other] { $n }~exports
    }
counted-cases = { $n ->
        [one] { $n }~case
       *[other] { $n }~cases
    }
counted-tests = { $n ->
        [one] { $n }~test
       *[other] { $n }~tests
    }
spans-more = { $n ->
        [one] { $spans } and { $n }~more span
       *[other] { $spans } and { $n }~more spans
    }

## Gaps in half a sentence

doubt-satellite-failed = { $name } could not be read
doubt-delivery-refused = the delivery of { $name } was refused
doubt-damaged = the lake has lost files of { $table }
doubt-unnamed = { $name } is not named any more
doubt-never-told = { $name } has told nothing yet
doubt-silent-since = { $name } is silent since { $day }
doubt-silent = { $name } is silent
doubt-untold = { $name } first told of { $day }
doubt-missing-days = { $n ->
        [one] { $name } lacks { $n }~day
       *[other] { $name } lacks { $n }~days
    }
doubt-forgotten = { $name } had forgotten { $days } when it was asked
doubt-source-lost = { $name } says that it lost runs
doubt-contradicted = { $n ->
        [one] { $n }~row of { $name } is told differently by two exports
       *[other] { $n }~rows of { $name } are told differently by two exports
    }
doubt-read-otherwise = { $n ->
        [one] { $n }~row of { $name } stays as earlier exports were read
       *[other] { $n }~rows of { $name } stay as earlier exports were read
    }
doubt-rejected = { $n ->
        [one] { $n }~row of { $name } was refused
       *[other] { $n }~rows of { $name } were refused
    }
doubt-unknown-outcome = { $n ->
        [one] { $n }~session of { $name } ended in an unknown way
       *[other] { $n }~sessions of { $name } ended in an unknown way
    }
doubt-unmetered = { $n ->
        [one] { $n }~session of { $name } works for no project
       *[other] { $n }~sessions of { $name } work for no project
    }
doubt-unmetered-items = { $n ->
        [one] { $n }~item of { $name } works for no project
       *[other] { $n }~items of { $name } work for no project
    }
doubt-ambiguous = an automation of { $name } matches two projects
doubt-no-baseline = { $n ->
        [one] { $n }~success of { $name } is not valued
       *[other] { $n }~successes of { $name } are not valued
    }
doubt-no-rate = amounts in { $currency } are not valued
doubt-beyond-range = amounts of { $name } are beyond all range
doubt-unsigned = { $amount } { $currency } of benefit for { $name } is not signed
doubt-shared-ids = { $n ->
        [one] { $n }~row of { $name } has the id of another one
       *[other] { $n }~rows of { $name } have the id of another one
    }
doubt-read-twice = { $name } and { $other } read the same exports
doubt-split-cases = { $n ->
        [one] { $n }~case of { $name } lies in several exports
       *[other] { $n }~cases of { $name } lie in several exports
    }

## Gaps in three breaths: what it is, what it means, what to do

gap-satellite-failed = { $name } could not be read: { $error }
gap-satellite-failed-means = Its newest sessions are not here; the figures are those of its last good reading.
gap-satellite-failed-remedy = Mend its source or credentials, then run again: nothing is lost or counted twice.
gap-delivery-refused = { $rows ->
        [one] { $name }: a delivery was refused, since { $rows }~row of it could not be read
       *[other] { $name }: a delivery was refused, since { $rows }~rows of it could not be read
    }
gap-delivery-refused-means = None of that delivery is in the figures; earlier deliveries stand.
gap-delivery-refused-remedy = See its rejects for file, line and reason; mend the export, or let it pass once with --accept-rejects.
gap-damaged = The lake has lost { $files ->
        [one] { $files }~file
       *[other] { $files }~files
    } of { $table } with { $rows ->
        [one] { $rows }~row
       *[other] { $rows }~rows
    }: { $first }
gap-damaged-means = What they held counts here as long as its month is not counted again; a run that needs them ends with an error.
gap-damaged-remedy = Restore them from a backup, or remove the lake's folder { $table }/ and run with --full, which reads all exports again.
gap-unnamed = { $sessions ->
        [one] { $name }: { $sessions }~session in the lake, and reckoner.toml names no such satellite
       *[other] { $name }: { $sessions }~sessions in the lake, and reckoner.toml names no such satellite
    }
gap-unnamed-means = They count nowhere: value and usage are too low by them, in past windows too.
gap-unnamed-remedy = Name it again. A satellite that was switched off keeps its history with its last day (active_to).
gap-silent = { $name } is silent: its newest event is of { $day }
gap-silent-unknown = { $name } is silent: its newest event is of { $day }; nothing known of { $days }
gap-never-told = { $name } has never told anything
gap-stale-means = Later sessions are missing, so volume and value are likely too low; its promises are not measured.
gap-stale-remedy = Ask its owner whether exports still arrive. If it is switched off for good, give it its last day (active_to).
gap-untold = { $name }: nothing known of { $days }, since it first told of { $day }
gap-untold-means = Whatever ran on these days is in no figure: for them the figures say nothing.
gap-untold-remedy = Deliver the exports of these days, if there are any. If it began only then, give it its first day (active_from).
gap-missing-days = { $n ->
        [one] { $name } told nothing on { $n }~day: { $days }
       *[other] { $name } told nothing on { $n }~days: { $days }
    }
gap-missing-days-means = Either nothing ran, or an export is lost; lost days make the figures too low.
gap-missing-days-remedy = Ask its owner; a lost export can be delivered late and lands on its own days.
gap-forgotten = { $name }: nothing is known of { $days }, and its source forgets what ran after { $limit } days
gap-forgotten-means = What ran on these days and was not exported in time is lost for good: the figures are a lower bound.
gap-forgotten-remedy = Export more often than every { $limit } days. If nothing ran, nothing is lost.
gap-source-lost = { $n ->
        [one] { $name } says that it lost runs: { $code }, told once ({ $days })
       *[other] { $name } says that it lost runs: { $code }, told { $n } times ({ $days })
    }
gap-source-lost-means = What it lost is nowhere: its volume and value are a lower bound.
gap-source-lost-remedy = Ask the environment's administrator: the word says whether the history of runs is switched off, full, or not allowed to somebody.
gap-contradicted = { $n ->
        [one] { $name }: { $n }~row is told differently by two exports, neither with a version
       *[other] { $name }: { $n }~rows are told differently by two exports, neither with a version
    }
gap-contradicted-means = What they say decided which one counts: what is over before what is open, the later end, success before failure.
gap-contradicted-remedy = Map source_version, or say which export is the newer one: newest = "name" or newest = "modified".
gap-read-otherwise = { $n ->
        [one] { $name }: { $n }~row until { $day } stays as exports were read that are gone or speak of other days now
       *[other] { $name }: { $n }~rows until { $day } stay as exports were read that are gone or speak of other days now
    }
gap-read-otherwise-means = They count as they were understood then: a mistake that was mended since may still be in them.
gap-read-otherwise-remedy = Deliver exports of those days again; or be rid of them with reckon forget --satellite and --object.
gap-rejected = { $n ->
        [one] { $name }: { $n }~row refused with code { $code } (over all time)
       *[other] { $name }: { $n }~rows refused with code { $code } (over all time)
    }
gap-rejected-means = These rows are in quarantine and in no figure.
gap-rejected-remedy = Each reject names file, line and the right form; a corrected export replaces them.
gap-unknown-outcome = { $n ->
        [one] { $name }: { $n }~session ended with “{ $text }”, which no outcome map names
       *[other] { $name }: { $n }~sessions ended with “{ $text }”, which no outcome map names
    }
gap-unknown-outcome-means = They are in no success ratio and worth nothing.
gap-unknown-outcome-remedy = Map that value to an outcome in the satellite's columns.
gap-unmetered = { $n ->
        [one] { $name }: { $automation } ({ $n }~session, { $hours } h of running) works for no project
       *[other] { $name }: { $automation } ({ $n }~sessions, { $hours } h of running) works for no project
    }
gap-unmetered-means = Its work is in no benefit, cost or promise.
gap-unmetered-items = { $n ->
        [one] { $name }: { $n }~item of { $automation } works for no project
       *[other] { $name }: { $n }~items of { $automation } work for no project
    }
gap-unmetered-items-means = They are in no unit, cost per item or promise about deadlines.
gap-meter = Meter it in meterings.csv to the project it works for.
gap-meter-suggested = Meter it in meterings.csv; by its name it may belong to { $project } (a suggestion, never applied).
gap-ambiguous = { $name }: { $automation } matches more than one name pattern: { $patterns }
gap-ambiguous-more = and { $n } more
gap-ambiguous-means = Neither is believed: its sessions work for no project.
gap-ambiguous-remedy = Narrow one pattern, or meter this automation by its exact id.
gap-no-baseline = { $n ->
        [one] { $name }: { $n }~success on days without a baseline
       *[other] { $name }: { $n }~successes on days without a baseline
    }
gap-no-baseline-means = They are not valued (that is not zero): benefit and hours are too low by them.
gap-no-baseline-remedy = Write down in baselines.csv what one unit costs by hand, valid from the day it was true.
gap-no-rate = { $n ->
        [one] No exchange rate for { $currency } ({ $line }) on { $n }~day from { $day }
       *[other] No exchange rate for { $currency } ({ $line }) on { $n }~days from { $day }
    }
gap-no-rate-means = Those amounts are not valued (that is not zero).
gap-no-rate-remedy = Add a rate valid on or before that day to rates.csv.
gap-beyond-range = { $n ->
        [one] { $name }: what { $line } comes to is beyond a trillion a day, or nine trillion in all, on { $n }~day from { $day }
       *[other] { $name }: what { $line } comes to is beyond a trillion a day, or nine trillion in all, on { $n }~days from { $day }
    }
gap-beyond-range-means = It is left out of all figures; everything else stands.
gap-beyond-range-remedy = Look at that line: an amount, a rate or a number of units in it is probably too large by some digits.
gap-unsigned = { $name }: { $amount } of benefit ({ $line }) that nobody has signed
gap-unsigned-means = It is in no benefit; it stands in the column `unsigned`.
gap-unsigned-remedy = Whoever answers for it writes signed_by and signed_on in benefits.csv; it counts from then on, for all its days.
gap-empty-scope = { $line }: the scope { $scope } holds no project
gap-empty-scope-means = Nothing is sent to this reader: what holds nothing is never taken for the estate.
gap-empty-scope-remedy = Write a scope in people.csv that holds projects on the window's last day, or take the line out.
gap-shared-ids = { $n ->
        [one] { $name }: { $n }~row has the id of another row of the same export and tells of something else ({ $object })
       *[other] { $name }: { $n }~rows have the id of another row of the same export and tell of something else ({ $object })
    }
gap-shared-ids-means = They were taken for one another, and one of them was kept: volume and value are too low.
gap-shared-ids-remedy = Name a column that is another one in every row, or make the id of several: session_id = {"{"} columns = ["Job", "Number"] {"}"}.
gap-read-twice = { $n ->
        [one] { $name }: { $n }~export is also read by { $other }: { $example }
       *[other] { $name }: { $n }~exports are also read by { $other }: { $example }
    }
gap-read-twice-means = What they tell counts twice, once for each satellite.
gap-read-twice-remedy = Let one of the two read them, and take back what the other one told of them (reckon forget --satellite ID --object PATH).
gap-split-cases = { $n ->
        [one] { $name }: { $n }~case of its event logs lies in more than one export
       *[other] { $name }: { $n }~cases of its event logs lie in more than one export
    }
gap-split-cases-means = Of each of them one export is taken for the whole: it may begin too late, and its work is too little.
gap-split-cases-remedy = Export the log by cases, each of them whole, or all of it in one export.
gap-tests-sessions = { $sessions ->
        [one] { $name }: { $sessions }~session was tests or debug runs
       *[other] { $name }: { $sessions }~sessions were tests or debug runs
    }
gap-tests-items = { $items ->
        [one] { $name }: { $items }~item was tests or debug runs
       *[other] { $name }: { $items }~items were tests or debug runs
    }
gap-tests-both = { $name }: { $sessions ->
        [one] { $sessions }~session
       *[other] { $sessions }~sessions
    } and { $items ->
        [one] { $items }~item
       *[other] { $items }~items
    } were tests or debug runs
gap-tests-means = They are in no count and no figure: what is tried out is no work.
gap-tests-remedy = Nothing, unless people work so: then count them (count_tests = true), or map the word that means a test.
gap-excluded-class = { $n ->
        [one] { $name } is of class { $class }: its { $n }~session count as usage only
       *[other] { $name } is of class { $class }: its { $n }~sessions count as usage only
    }
gap-excluded-class-means = As agreed, what does not run in production has no value, cost or promise.
gap-excluded-class-remedy = Nothing, unless it does production work; then let it count (count = true).
gap-not-valued-means = It is not valued, so no amount changes; its own usage may be too low.

## Tiles

tile-net = Net value
tile-cash = Of the benefit of { $benefit }, cash
tile-roi = Net per unit of cost (ROI)
tile-hours = Hours returned
tile-promises = Promises, SLA ({ $n })
tile-unknown = nothing known of { $window }
tile-on-previous = on { $window }
tile-year-so-far = { $year } so far { $amount }
tile-incomplete = { $n ->
        [one] { $n }~environment incomplete: likely too low
       *[other] { $n }~environments incomplete: likely too low
    }
tile-avoided = avoided { $amount }
tile-avoided-and-freed = avoided { $avoided }; freed time { $freed }
tile-share-and-parts = { $percent }; { $parts }
tile-cash-less-cost = cash less all cost: { $amount }
tile-roi-before = { $roi } in { $window }
tile-no-cost = no cost recorded
tile-build-cost = build cost is recorded for { $built } of { $projects ->
        [one] { $projects }~project
       *[other] { $projects }~projects
    }: likely too high
tile-full-times = about { $fte } full-time people
tile-unvalued = { $n ->
        [one] { $n }~success not valued: no baseline
       *[other] { $n }~successes not valued: no baseline
    }
tile-promise-kept = { $n } kept
tile-promise-at-risk = { $n } at risk
tile-promise-broken = { $n } broken
tile-promise-unknown = { $n } with too little to judge
tile-kept-of = { $kept } of { $all }
tile-at-stake = { $amount } of benefit behind broken or weak promises

## Doubts, and what is missing

doubts-title = What to know before quoting it
doubts-all = what was told, and what is missing
doubts-more = { $n } more doubts, and what was told
doubts-sentence = { $doubt }.
gaps-none = Nothing is missing: all rows were read, all work is metered and valued
gaps-harmless = { $n ->
        [one] One gap known, none of which touches an amount
       *[other] { $words } gaps known, none of which touches an amount
    }
gaps-touching = { $n ->
        [one] One gap between these figures and the whole
       *[other] { $words } gaps between these figures and the whole
    }
gaps-touching-and-others = { $n ->
        [one] One gap between these figures and the whole; { $others } more touch no amount
       *[other] { $words } gaps between these figures and the whole; { $others } more touch no amount
    }
gaps-about = Gaps, the most worrying first
gaps-more-shown = { $n } more
coverage-about = What each environment told · days, sessions of the period; rows over all time
coverage-finding = { $complete } of { $all ->
        [one] { $all }~environment
       *[other] { $all }~environments
    } complete; { $rejected } of { $read } rows refused
coverage-rest = { $n ->
        [one] { $n }~more environment
       *[other] { $n }~more environments
    }
coverage-rest-class = added up, in executive.csv each
coverage-days = { $some } of { $all }
drift-title = Columns that came or went
drift-came = columns of { $exports } that are new since { $object }: { $columns }
drift-gone = columns of { $exports } that are gone, last seen in { $object }: { $columns }
drift-more-columns = { $columns } and { $n } more
drift-more = { $n ->
        [one] { $n }~more change
       *[other] { $n }~more changes
    }
drift-more-where = They stand in executive.csv.

## How it is computed

methods-title = How every figure is computed
methods-about = A row of the daily values holds the sums of one day of one project, in exact micro-units; everything here is their sum, or a quotient of sums. What is not valued is empty and never 0.
words-title = What the words mean
word-session = Session
word-session-means = One run of an automation, as its environment’s own export tells it.
word-unit = Unit
word-unit-means = One piece of work that a person would have done: an invoice, a case.
word-baseline = Baseline
word-baseline-means = What a unit takes by hand: minutes, people, rate, and how that was found.
word-freed = Time freed and used
word-freed-means = Working time by hand less review, failures and attended time, at its hourly rate, times the share that is put to use. It reaches no ledger.
word-cash = Cash saved, spending avoided
word-cash-means = Amounts that somebody signed for, with a name and a day.
word-promise = Promise (SLA)
word-promise-means = A share of sessions or items that is to go well in a period. Attained is rounded down, so that what missed its target never reads as met.
word-shapes = ● kept ◆ at risk ■ broken ○ too little to judge
word-shapes-means = How a promise or a goal stands. ▲ and ▼ say whether a figure moved for the better or the worse, and nothing else.
word-none = n/a, not valued, n. m.
word-none-means = There is nothing to compute with; nobody has measured it; a quotient that means nothing, since its divisor is next to nothing. Not one of them is zero.
inputs-title = What this was made from
inputs-about = The same inputs give these pages again, byte for byte. Sessions come from the environments’ exports; what the work costs by hand, and what is paid, comes from the baseline files, by the lines named in each working. All days are the environments’ local days.
input-baselines = baselines
input-configuration = configuration
input-outcome-maps = outcome maps
input-templates = templates
input-definitions = definitions
input-manifest = manifest

## Goals and promises

goals-about = Goals, the worst first, each in its own period, as of the window’s end
goals-of-period = Goals of { $period }
goals-all = all goals
goals-key = bar: actual · outline: target · tick: expected by now
goals-how-to = Write goals into goals.csv: a metric, a target, a scope, a period.
goals-note = Bars are in percent of the target: solid is actual, the outline the target, the tick what was expected by now. They end at 125 %.
goals-more = { $n } more
goals-unit-units = units
goals-unit-projects = projects
goals-rest = { $n ->
        [one] { $n }~more goal ({ $standings }) are in executive.csv.
       *[other] { $n }~more goals ({ $standings }) are in executive.csv.
    }
standing-counted = { $n } { $standing }
goals-none = No goal is set
goals-good = { $words } attained or on track
goals-at-risk = { $words } at risk
goals-off-track = { $words } off track
goals-unmeasured = { $words } not measurable
goals-not-started = { $words } not started
goals-furthest = { $standings }; furthest behind is “{ $name }”, at { $percent } of what was expected
promises-about = Promises, the worst first · % of valid sessions, sessions
promises-how-to = Write promises into objectives.csv: a project, what is promised, a target, a period.
promises-note = Each promise counts once above, and is kept where it was in all its periods. A period that still runs is on track or at risk, and broken only where so many failures cannot be bad luck. Attained is rounded down, so that what missed its target never reads as met. The error budget is how many sessions may fail; burn is how fast it is used: at 1 it lasts exactly the period.
promises-between = between { $low } and { $high }
promises-rest = { $n ->
        [one] { $n }~more promise ({ $standings }; { $good } good of { $valid } valid) are in executive.csv.
       *[other] { $n }~more promises ({ $standings }; { $good } good of { $valid } valid) are in executive.csv.
    }
promises-stuck = { $n } stuck
promises-cancelled = { $n } cancelled
promises-unknown-end = { $n } unknown
promises-refused = { $percent } of the good ones refused
promises-none = No promise was made
promises-unmeasured = No promise could be measured
promises-kept-some = { $words } kept
promises-broken-some = { $words } broken ({ $names })
promises-broken-unnamed = { $words } broken
promises-at-risk-some = { $words } at risk
promises-unmeasured-some = { $words } not measurable
promises-names-more = { $names } and { $words } more
promises-finding = { $n ->
        [one] { $standings } of { $n }~promise
       *[other] { $standings } of { $n }~promises
    }

## Projects, departments, automations, queues

automations-about = Automations by failed sessions, then by sessions · sessions, %, durations of successes
automations-none-failed = { $n ->
        [one] None of { $n }~automation failed
       *[other] None of { $n }~automations failed
    }
automations-failed = { $failing } of { $n ->
        [one] { $n }~automation
       *[other] { $n }~automations
    } failed at least once
automations-rest = { $n ->
        [one] { $n }~more automation
       *[other] { $n }~more automations
    } with { $sessions ->
        [one] { $sessions }~session
       *[other] { $sessions }~sessions
    }, of which { $failed } failed, are in the CSV.
projects-about = Projects by net value, the best first · { $currency }, hours, sessions
projects-note = A session that works for two projects counts in both rows, and once in the total. Success: good sessions of those that ended in success, a business exception, failure or time-out.
projects-unknown = Nothing is known of what the projects returned
projects-none = No project is known yet
projects-best = { $name } returned most with { $amount }
projects-best-share = { $name } returned most with { $amount }, { $percent } of the net
projects-none-returned = No project returned more than it cost
projects-finding = { $best }{ $lost }
lost-one = ; one cost { $amount } more than it returned
lost-several = ; { $words } together cost { $amount } more than they returned
lost-one-department = ; one cost { $amount } more than it returned
projects-between = { $n ->
        [one] { $n }~project
       *[other] { $n }~projects
    }
departments-between = { $n ->
        [one] { $n }~department
       *[other] { $n }~departments
    }
between-about = between the best and the last, added up
shared-cost = Shared cost
shared-cost-about = not carried by any project
departments-about = Departments by net value, the best first · { $currency }, hours
departments-unknown = Nothing is known of what the departments returned
departments-none-returned = No department returned more than it cost
movers-about = Projects by how far they moved the net, { $money } · against { $window }
movers-about-alone = Projects by net, { $money }
movers-all = all { $n }
movers-more = { $n ->
        [one] { $n }~more project
       *[other] { $n }~more projects
    }
movers-added-up = added up
movers-shared = Shared cost, not carried
movers-shared-note = days on which no project ran
movers-attained = { $attained } of { $target }
movers-once = { $amounts } once
movers-not-valued = not valued: no baseline
movers-beyond-demand = { $done } done, { $wanted } wanted
movers-stale = baseline of { $month }
movers-vendor = vendor’s word
movers-kept = { $kept } of { $measured } measured kept
movers-none = No project moved
movers-none-of = No project of { $whom } moved
movers-most = { $name } moved most: { $amount }
movers-best = { $name } returned most: { $amount }
errors-about = Failed and timed-out sessions by error, the most frequent first · sessions, % of the satellite's failures
errors-rest = { $n ->
        [one] { $n }~more error
       *[other] { $n }~more errors
    } with { $failures ->
        [one] { $failures }~failure
       *[other] { $failures }~failures
    } are in executive.csv.
errors-no-code = no code told
errors-none = No session failed
errors-even = { $failures ->
        [one] { $failures }~failure
       *[other] { $failures }~failures
    } of { $kinds } kinds, at most { $most } of each
errors-all-one = { $failures ->
        [one] All { $failures }~failure are { $code }
       *[other] All { $failures }~failures are { $code }
    }
errors-most = { $n } of { $failures ->
        [one] { $failures }~failure
       *[other] { $failures }~failures
    } { $n ->
        [one] is { $code }
       *[other] are { $code }
    }
items-about = Items of each queue, each counted once by its last attempt
items-done = { $n ->
        [one] { $n }~item were worked on
       *[other] { $n }~items were worked on
    }
items-late = { $late } of { $n ->
        [one] { $n }~item
       *[other] { $n }~items
    } came late
items-rest = { $n ->
        [one] { $n }~more queue
       *[other] { $n }~more queues
    } with { $items ->
        [one] { $items }~item
       *[other] { $items }~items
    } are in the CSV.
contents-title = All pages of this report
contents-departments = Departments
contents-projects = Projects
contents-more = { $projects } more projects have a page each: their departments lead to them.

## What it is worth

amounts-title = What was signed for and what it costs, by line
amounts-about = Amounts in their own currency, of lines that reach into this period
amounts-note = What the project carries of shared cost is in its cost, and is no line of its own.
amounts-once-over = { $months ->
        [one] once, over { $months } months
       *[other] once, over { $months } months
    }
amounts-once = once
amounts-day = day
amounts-session = session
amounts-item = item
amounts-machine-hour = machine hour
amounts-month = month
amounts-year = year
amounts-from-to = { $from } to { $to }
amounts-from = from { $from }
amounts-signed = { $signer }, { $day }
amounts-unsigned = nobody yet: in no benefit
amounts-cashable = cashable
amounts-avoidance = avoidance
amounts-build = build
amounts-change = change
amounts-licence = licence
amounts-infrastructure = infrastructure
amounts-support = support
amounts-overhead = overhead
evidence-part = { $kind } { $size }
evidence-about = Benefit of { $amount } by what it rests on
evidence-about-money = Benefit by what it rests on, { $money }
evidence-both = { $measured } of the benefit is measured, { $signed } is signed for
evidence-only-measured = { $measured } of the benefit is measured
evidence-only-signed = { $signed } of the benefit is signed for, none is measured
evidence-none = Nothing of the benefit is measured or signed for
basis-part = { $percent } { $kind }
kit-about = Total savings by kit-2023 beside reckoner-1 · { $currency }
kit-all = All projects
kit-note = The kit's formula on the sessions that are counted here: each once, of environments that count, the calling one alone. A kit that counted some of them twice, or test environments too, said more. It knows no units, no demand and no costs, and its savings are compared with the net value here.
kit-overhead = overhead
kit-overhead-why = the kit's percentage for upkeep is not taken: recorded costs are
kit-failed-runs = failed runs
kit-failed-runs-why = the kit's charge for mending each is not taken: failed units cost minutes
kit-volume = volume and minutes
kit-volume-why = units per session up to the demand, automated share, errors that remain, less review, failed units and attended time
kit-put-to-use = put to use
kit-put-to-use-why = the part of freed capacity that is put to use, without what signed cash replaces
kit-signed = signed benefits
kit-signed-why = cashable and avoided spending
kit-costs = costs
kit-costs-why = to build, change and run, as recorded
kit-start = by the kit
kit-start-why = successes less upkeep, less what failed runs cost
kit-end = net value here
kit-end-why = the sum
kit-nothing = The vendor's kit would have said nothing: no baseline says how often the work is done
kit-same = The vendor's kit would have said { $kit } of savings, and so does the net value here
kit-more = The vendor's kit would have said { $kit } of savings; the net value here is { $net }, { $apart } more
kit-less = The vendor's kit would have said { $kit } of savings; the net value here is { $net }, { $apart } less
months-hours = Hours returned
months-title = { $unit ->
        [day] The statement by day
        [week] The statement by week
       *[month] The statement by month
    }
months-about = { $money }, hours
payback-label = Earned less paid, cumulated by month: { $finding }
payback-about = Earned less paid since the beginning, cumulated, in { $money } · { $from } to { $to }
payback-note = Dated by when it is paid: costs by month or year in advance, signed benefits in arrears. The present value is of what was earned and paid to date, and holds no future.
payback-reached = { $n ->
        [one] Paid back on { $day }, after { $n }~day
       *[other] Paid back on { $day }, after { $n }~days
    }
payback-missing = Not paid back yet: { $amount } is missing
payback-never = It never cost more than it had brought
payback-net = Net value
payback-cash = Cash
payback-no-outlay = n/a: its first month earned more than it cost
periods-label = { $unit ->
        [day] Net value by day: { $finding }
        [week] Net value by week: { $finding }
       *[month] Net value by month: { $finding }
    }
periods-about = { $unit ->
        [day] Net value in { $money } by day · { $period }
        [week] Net value in { $money } by week · { $period }
       *[month] Net value in { $money } by month · { $period }
    }
periods-plan-about = { $unit ->
        [day] Net value and its plan in { $money } by day · { $period }
        [week] Net value and its plan in { $money } by week · { $period }
       *[month] Net value and its plan in { $money } by month · { $period }
    }
periods-figures = The figures behind the chart
periods-incomplete = { $n ->
        [one] { $n }~step with a dotted edge is incomplete: it grows when { $names } tells what is missing.
       *[other] { $n }~steps with a dotted edge are incomplete: they grow when { $names } tells what is missing.
    }
periods-cut = { $unit ->
        [week] { $period } holds only { $days } of its week, and has a dotted edge too.
       *[month] { $period } holds only { $days } of its month, and has a dotted edge too.
    }
periods-days = { $n ->
        [one] { $n }~day
       *[other] { $n }~days
    }
periods-none-known = { $unit ->
        [day] No day of this period is known
        [week] No week of this period is known
       *[month] No month of this period is known
    }
periods-none-complete = { $unit ->
        [day] No day of this period is complete yet
        [week] No week of this period is complete yet
       *[month] No month of this period is complete yet
    }
periods-returned = { $period } returned { $amount }
periods-best = { $unit ->
        [day] { $period } is the best of { $words } complete days, at { $amount }
        [week] { $period } is the best of { $words } complete weeks, at { $amount }
       *[month] { $period } is the best of { $words } complete months, at { $amount }
    }
periods-weakest = { $unit ->
        [day] { $period } is the weakest of { $words } complete days, at { $amount }
        [week] { $period } is the weakest of { $words } complete weeks, at { $amount }
       *[month] { $period } is the weakest of { $words } complete months, at { $amount }
    }
periods-number = { $unit ->
        [day] { $period } is number { $place } of { $words } complete days, at { $amount }
        [week] { $period } is number { $place } of { $words } complete weeks, at { $amount }
       *[month] { $period } is number { $place } of { $words } complete months, at { $amount }
    }
periods-best-and-weakest = { $unit ->
        [day] Best day { $best } with { $most }, weakest complete day { $worst } with { $least }
        [week] Best week { $best } with { $most }, weakest complete week { $worst } with { $least }
       *[month] Best month { $best } with { $most }, weakest complete month { $worst } with { $least }
    }
periods-all-same = { $unit ->
        [day] Every complete day returned the same
        [week] Every complete week returned the same
       *[month] Every complete month returned the same
    }
key-this-period = this period
key-planned = planned
key-before = before it
key-incomplete = incomplete

## The benefit, rung by rung

rungs-about = Benefit by kind, cost and net · { $currency }
rung-recaptured = Time freed and used
rung-recaptured-means = working time freed and put to use; soft
rung-errors = Errors avoided
rung-errors-means = rework that did not happen; soft
rung-cashable = Cash saved (signed)
rung-cashable-means = signed for, left the budget; hard
rung-avoidance = Spending avoided (signed)
rung-avoidance-means = signed for, never had to be spent
rung-benefit = Benefit
rung-benefit-means = the sum of the four
rung-build = Cost to build and change
rung-build-means = as earned: laid over its days
rung-run = Cost to run
rung-run-means = licences, infrastructure, support, overhead
rung-net = Net value
rung-net-means = benefit − cost
rung-cash-result = Cash result
rung-cash-result-means = cashable − cost: what the ledger sees
rungs-part-share = { $percent } of the benefit is { $part }
rungs-part-largest = { $part } is the largest part
rungs-part-recaptured = time freed and used
rungs-part-errors = errors avoided
rungs-part-cash = signed cash
rungs-part-avoided = avoided spending
rungs-nothing = Nothing brought a benefit; { $cost } of cost stands
rungs-loss = { $brought }, yet { $cost } of cost exceeds all { $benefit }
rungs-gain = { $brought }; cost takes { $cost } of { $benefit }
rungs-nobody = no project has a baseline and a rate for its currency on any day of the period
rungs-run-rate = 4 × net of the last three complete months, without what was paid or signed once
rungs-a-year = { $amount } a year
rungs-no-amount = no project has such an amount in this period
rungs-shared = shared by all projects
rungs-contributor = { $name } ({ $basis } baseline)
rungs-more = { $n ->
        [one] { $n }~more project
       *[other] { $n }~more projects
    }
rungs-no-roi = n/a (no cost)

## Workings

workings-title = How the figures came about
workings-between = { $n ->
        [one] { $n } stretches of days between, from { $from } to { $to }: they are in the sum below
       *[other] { $n } stretches of days between, from { $from } to { $to }: they are in the sum below
    }
workings-stretch = { $days }, by { $line }
workings-stretch-evidence = { $days }, by { $line } ({ $evidence })
workings-cases = { $n } cases
workings-sum = All days together, { $currency }
working-not-valued = not valued
working-nothing-valued = nothing on these days could be valued
working-units = units
working-units-how = { $successes } successful of { $sessions } sessions × { $each } per session × { $share }
working-units-items = successful items of its queues × metered share
working-units-valued = units valued
working-within-demand = all within demand
working-capped = capped at the month's demand
working-units-done = { $units } units done, capped at demand
working-labour = labour, min
working-labour-how = { $units } units × { $minutes } min × { $people } × { $percent } automated
working-net-min = net, min
working-net-min-how = { $labour } labour − { $review } review − { $failures } failures − { $attended } attended
working-net-min-is = { $minutes } ({ $hours }~h)
working-net-minutes = net minutes
working-net-minutes-how = labour { $labour } − review { $review } − failures { $failures } − attended { $attended }
working-net-minutes-are = { $minutes } min = { $hours }~h
working-capacity = capacity
working-capacity-how = { $minutes } min ÷ 60 × { $rate } { $currency } an hour{ $exchange }
working-capacity-of-all = net minutes ÷ 60 × each project's hourly rate × exchange rate
working-no-rate = {" "}× no rate from { $from } into { $into }
working-rate = {" "}× { $rate } { $into } per { $from }
working-recaptured = recaptured
working-recaptured-how = { $capacity } capacity × { $percent } put to use
working-recaptured-replaced = ({ $capacity } capacity − { $replaced } of signed cash that replaces it) × { $percent } put to use
working-recaptured-lost = { $used } − { $lost } lost on days that took more time than they freed
working-recaptured-of-all = (capacity above 0 − cashable that replaces it) × each project's conversion + capacity below 0
working-errors = error avoidance
working-errors-how = { $units } units × { $percent } fewer errors × { $minutes } min of rework × { $people } ÷ 60 × { $rate } { $currency } an hour{ $exchange } × { $used } put to use
working-break-even = break-even
working-break-even-how = 1 − { $net } net ÷ { $claimed } of claimed minutes: at this share of them net is 0
working-person = { $n }~person
working-people = { $n }~people
working-full-share = { $percent } share
working-average-share = { $percent } share (on average)
working-metered-share = metered share
working-benefit = benefit
working-benefit-how = { $recaptured } recaptured + { $errors } error avoidance + { $cashable } cashable + { $avoidance } avoidance
working-cost = cost
working-cost-how = { $build } to build and change + { $run } to run
working-net = net
working-cash-result = cash result
working-cash-result-how = { $cashable } cashable − { $cost } cost
working-not-in-it = not in it
working-not-in-it-how = { $freed } of freed time + { $avoided } of avoided spending
working-roi = ROI
working-run-rate = run-rate
working-a-unit = a unit
working-a-unit-how = cost ÷ units, beside what a unit costs by hand
working-a-unit-is = { $cost }, by hand { $manual }
working-from = from
working-none = none

## Mails

mail-whose = { $part } · { $estate }
mail-when = { $window } · { $money } · { $told }
mail-finding = net value { $net } { $money }
mail-finding-against = net value { $net } { $money }, { $change } { $against }
mail-missing = What is missing
mail-trust = How far to trust it
mail-what = What, and what is at stake
mail-who = Who
mail-figures = The figures
mail-figure = Figure
mail-against = Against, and what to know
mail-net = Net
mail-net-in = Net, { $money }
mail-benefit = Benefit
mail-cost = Cost
mail-period = Period
mail-period-incomplete = incomplete: { $names }
mail-picture = { $finding }. { $about }
mail-cause = Cause
mail-all = All of it
mail-project = Project
mail-change = Change
mail-hours = Hours
mail-promise = Promise
mail-actual = Actual
mail-expected = Expected by now
mail-target = Target
mail-goal = Goal
mail-stands = Stands
mail-rest = { $rest }.
mail-promises-more = { $n ->
        [one] { $n }~more promise: none stands worse than these.
       *[other] { $n }~more promises: none stands worse than these.
    }
mail-kept-percent = Kept, %
mail-target-percent = Target, %
mail-estate = the whole estate
mail-made-for = Made for readers of { $whose }: { $days } by job { $job }, publication { $publication }.
mail-made-by = Method { $method }, { $program }.
mail-made-by-of-files = Method { $method }, { $program }, { $files } files.
mail-changed-since = What changed since your copy of { $day }
mail-changed-nothing = None of the figures that lead this report; what changed is in its details.
mail-changed-money = { $name }: { $currency }~{ $now }, was { $before } ({ $by })
mail-changed-number = { $name }: { $now }, was { $before } ({ $by })
mail-changed-money-new = { $name }: { $currency }~{ $now }, was not known
mail-changed-number-new = { $name }: { $now }, was not known
mail-changed-gone = { $name }: not known any more
mail-lead-net = Net value
mail-lead-benefit = Benefit
mail-lead-cost = Cost
mail-lead-hours-returned = Hours returned
mail-lead-promises-broken = Promises broken
mail-lead-promises-at-risk = Promises at risk
mail-lead-goals-off-track = Goals off track
mail-lead-decisions = Decisions asked for
mail-lead-doubts = Doubts about the figures
notice-title = { $n ->
        [one] { $n } mail of { $job } did not arrive, { $window }
       *[other] { $n } mails of { $job } did not arrive, { $window }
    }
notice-preheader = { $n ->
        [one] { $n } mail of { $job } did not arrive
       *[other] { $n } mails of { $job } did not arrive
    }
notice-headline = { $n ->
        [one] { $n } mail of { $job } did not arrive
       *[other] { $n } mails of { $job } did not arrive
    }; { $asked ->
        [one] { $asked } mail was asked for
       *[other] { $asked } mails were asked for
    }
notice-which = Which, why, and what to do
notice-mail = To, and what
notice-why = Why
notice-foot = Its readers are told nothing of it.
notice-not-made = It could not be made: { $why }. Mend that: the next run of { $job } makes it.
notice-unseeing = { $line }: the scope holds no project. Correct the row, or take it out.
notice-unknown = Nobody knows whether the server has it: { $told }. Ask the reader; where it did not arrive, send it again: { $command }
notice-refused = The server refused it: { $told }. Mend what it names, then: { $command }
notice-nothing-said = nothing was said
subject = { $whose }, { $when }: { $finding }
subject-incomplete = {" "}[incomplete: { $names }]
subject-incomplete-more = {" "}[incomplete: { $names } and { $n } more]

## Workbooks

book-read-me = Read me
book-check = Check
book-title = { $report }: { $estate }
book-estate = Estate
book-scope = Scope
book-whole-estate = the whole estate
book-window = Window
book-amounts = Amounts
book-amounts-in = in { $currency }
book-message = Message
book-method = Method
book-job = Job
book-publication = Publication
book-made-by = Made by
book-how-to-read = How to read it
book-how-to-read-is = An empty cell is not defined, which is not 0. Columns bear the names of the marts. Cells keep all digits; how many are shown is their format's choice.
book-what-if = What if
book-what-if-is = Shaded cells of Assumptions and Outcome may be changed: Outcome follows, and it and Check say what is no longer as published.
book-nothing-missing = Nothing: all rows were read, all work is metered and valued.
book-gaps-more = { $n ->
        [one] { $n } more gap: see Gaps.
       *[other] { $n } more gaps: see Gaps.
    }
book-cut-texts = { $n ->
        [one] { $n } text longer than { $limit } characters, more than a cell bears: cut, and marked so.
       *[other] { $n } texts longer than { $limit } characters, more than a cell bears: cut, and marked so.
    }
book-cut = {" "}… [cut: { $n } characters]

## Figures: their names, and what each is; the marts call them by their keys

figure-units = units
figure-units-is = (succeeded + succeeded_with_exceptions) × share × units_per_session
figure-units_valued = units valued
figure-units_valued-is = min(units, what is left of demand_per_month)
figure-labour_minutes = labour minutes
figure-labour_minutes-is = units_valued × minutes_per_unit × people × automated_share
figure-review_minutes = review minutes
figure-review_minutes-is = units × review_minutes_per_unit
figure-failure_minutes = failure minutes
figure-failure_minutes-is = (failed + timed_out) × share × units_per_session × failure_minutes_per_unit
figure-attended_minutes = attended minutes
figure-attended_minutes-is = duration of valid attended and local sessions × share, where attended_deducts
figure-net_minutes = net minutes
figure-net_minutes-is = labour_minutes − review_minutes − failure_minutes − attended_minutes
figure-rework_minutes_saved = rework minutes saved
figure-rework_minutes_saved-is = units_valued × (error_rate − automated_error_rate) × rework_minutes × rework_people; in no other minutes
figure-capacity = capacity
figure-capacity-is = net_minutes / 60 × hourly_rate × exchange rate
figure-recaptured = recaptured
figure-recaptured-is = (capacity above 0 − cashable that replaces it) × conversion + capacity below 0, by day
figure-error_avoidance = error avoidance
figure-error_avoidance-is = rework_minutes_saved / 60 × hourly_rate × exchange rate × conversion
figure-labour_value = labour value
figure-labour_value-is = labour_minutes / 60 × hourly_rate × exchange rate: what the valued units cost by hand
figure-labour_claimed = labour claimed
figure-labour_claimed-is = labour_value × conversion
figure-soft = soft
figure-soft-is = recaptured + error_avoidance
figure-cashable = cashable
figure-cashable-is = Benefits that reach the ledger, of lines with signed_by and signed_on
figure-avoidance = avoidance
figure-avoidance-is = Costs that did not arise, of lines with signed_by and signed_on
figure-unsigned = unsigned
figure-unsigned-is = Both, of lines that nobody had signed by the last day: in no benefit
figure-benefit = benefit
figure-benefit-is = recaptured + error_avoidance + cashable + avoidance
figure-cost_build = cost build
figure-cost_build-is = Costs of the kinds build and change
figure-cost_run = cost run
figure-cost_run-is = All other costs
figure-cost = cost
figure-cost-is = cost_build + cost_run
figure-net = net
figure-net-is = benefit − cost
figure-cash_result = cash result
figure-cash_result-is = cashable − cost: what the ledger sees
figure-hours_returned = hours returned
figure-hours_returned-is = net_minutes / 60
figure-roi = roi
figure-roi-is = net / cost; empty where nothing was spent, or nothing valued
figure-fte = fte
figure-fte-is = hours_returned / (productive_hours × the window's days as parts of their years)
figure-run_rate = run rate
figure-run_rate-is = 4 × net of the last three complete months, without lines that are paid once and not spread
figure-break_even = break even
figure-break_even-is = 1 − net / labour_claimed: the share of the claimed minutes at which net is 0
figure-savings_at_risk = savings at risk
figure-savings_at_risk-is = Benefit above 0 of projects whose promise is broken or at risk; no forecast of a loss
figure-unit-units = units
figure-unit-minutes = min
figure-unit-hours = h
figure-unit-fte = fte
book-no-check = No sheet adds up to an amount that was published.
book-missing = What is missing
book-sheet = Sheet
book-holds = What it holds
book-rows = Rows
book-column = Column
book-on = On
book-unit = Unit
book-means = What it means
book-times = times
book-check-sheet = sheet
book-check-column = column
book-check-sum = sum of its rows
book-check-published = published
book-check-difference = difference
book-check-verdict = verdict
book-agrees = agrees
book-differs = differs
book-all-agree = All { $n } sums of the sheets agree with what was published.
book-some-differ = sums differ from what was published: see Check.
book-foot = &LPublication { $publication }&CAmounts in { $currency }&RPage &P of &N

## Sheets of a workbook, and what each column means; heads of columns are the names of the marts

sheet-why-it-moved = Why it moved
sheet-why-it-moved-is = What made the net another than in the window before, cause by cause
sheet-moves = Moves
sheet-moves-is = From the net of the window before to that of this one, by project and cause
column-in-the-order-in-which-causes-are = In the order in which causes are told apart
column-what-moved = What moved
column-of-exchange-rates = Of exchange rates
column-what-that-did-to-the-net = What that did to the net
column-what-that-cause-did-to-the-net = What that cause did to the net
column-its-id-is-what-all-share = Its id; `*` is what all share
column-its-name-on-the-windows-last-day = Its name on the window's last day
column-net-of-the-window-before-it = net of the window before it
column-net-of-this-window = net of this window
column-what-it-was = What it was
column-what-it-is = What it is
sheet-plan = Plan
sheet-plan-is = What was planned, by project, against what was done
column-planned-units = Planned units
column-what-they-and-planned-lines-bring = What they and planned lines bring
column-planned-to-be-spent = What was planned to be spent
column-plan-benefit-less-plan-cost = plan_benefit − plan_cost
column-what-was-done = What was done
column-net-less-plan-net = net − plan_net
column-net-by-plan-net = net / plan_net, where a gain was planned
column-why-there-is-no-attainment = Why there is none
sheet-assumptions = Assumptions
sheet-assumptions-is = How the figures came about, a row for each stretch of days: change a shaded cell, and Outcome follows
sheet-outcome = Outcome
sheet-outcome-is = What follows from the assumptions, beside what was published
column-first-day-of-the-stretch = First day of the stretch
column-last-day-of-the-stretch = Last day of the stretch
column-where-its-baseline-stands = Where its baseline stands
assumed-units-done = Assumption: units done
assumed-of-these-more-than-the-months-demand-and = Assumption: of these more than the month's demand, and worth nothing
assumed-units-valued = Units − beyond demand
assumed-how-long-a-unit-takes-by-hand = Assumption: how long a unit takes by hand
assumed-how-many-work-on-a-unit = Assumption: how many work on a unit
assumed-the-part-of-that-work-that-is-automated = Assumption: the part of that work that is automated
column-what-it-would-have-taken-by-hand = What it would have taken by hand
assumed-of-people-for-review-failures-and-attending = Assumption: of people for review, failures and attending
assumed-net-minutes = Labour − taken
assumed-what-an-hour-of-that-work-costs-in = Assumption: what an hour of that work costs, in the currency beside it
column-the-currency-of-the-hourly-rate = The currency of the hourly rate
assumed-what-one-of-that-currency-is-in-the = Assumption: what one of that currency is in the estate's; empty: no rate, not valued
assumed-capacity = Net minutes ÷ 60 × hourly rate × exchange rate
assumed-capacity-of-days-that-took-people-more-time = Assumption: capacity of days that took people more time than they freed; not converted
assumed-signed-cash-that-stands-in-the-place-of = Assumption: signed cash that stands in the place of capacity
assumed-the-part-of-freed-time-that-is-put = Assumption: the part of freed time that is put to use
assumed-recaptured = (Capacity − lost − replaced) × conversion + lost
assumed-so-many-fewer-of-the-units-go-wrong = Assumption: so many fewer of the units go wrong than by hand
assumed-how-long-it-takes-to-mend-one = Assumption: how long it takes to mend one
assumed-how-many-mend-it = Assumption: how many mend it
assumed-error-avoidance = Units valued × errors avoided × rework, at the same rates; what goes wrong more often than by hand is not converted
assumed-soft = Recaptured + error avoidance
assumed-rest = What rounding row by row left over; it stands in the formula of that name
column-the-column-of-the-marts-of-this-name = The column of the marts of this name
column-as-the-assumptions-are-now-a-shaded-cell-is-one-of-them = As the assumptions are now; a shaded cell is one of them
column-as-it-was-published = As it was published
follows-difference = Now − published
column-whether-it-is-still-what-was-published = Whether it is still what was published
follows-hours-returned = Net minutes ÷ 60
follows-roi = Net ÷ cost
follows-recaptured = Time freed and used
follows-error-avoidance = Errors avoided
follows-cashable = Assumption: cash saved, signed
follows-avoidance = Assumption: spending avoided, signed
follows-benefit = The four above
follows-cost-build = Assumption: cost to build and change
follows-cost-run = Assumption: cost to run
follows-cost = The two above
follows-net = Benefit − cost
follows-cash-result = Cashable − cost
follows-as-published = as published
follows-differs = differs from the published
sheet-summary = Summary
sheet-summary-is = The whole: this window and the one before it, by each method
sheet-value-ladder = Value ladder
sheet-value-ladder-is = From freed time down to net and cash, this window and the one before it
sheet-evidence = Evidence
sheet-evidence-is = What the benefit rests on: how its baselines were found, and what was signed
sheet-projects = Projects
sheet-projects-is = A row a project, the best net value first
sheet-departments = Departments
sheet-departments-is = A row a department, the best net value first
sheet-trend = Trend
sheet-trend-is = A row a step of time, the oldest first
sheet-other-methods = Other methods
sheet-other-methods-is = A row a project, by each method but that of the headlines
column-the-way-to-value-sessions = The way to value sessions
column-this-window-or-the-one-before-it = This window, or the one before it
column-first-day = First day
column-last-day = Last day
column-the-value-column-of-this-name = The value column of this name
column-in-this-window = In this window
column-in-the-window-before-it = In the window before it
column-amount-previous = amount − previous
column-what-that-part-rests-on = What that part rests on
column-that-part-of-the-benefit = That part of the benefit
column-its-department-on-the-last-day = Its department on the last day
column-how-far-it-is = How far it is
column-what-its-baselines-rest-on = What its baselines rest on
column-what-to-know-before-quoting-it = What to know before quoting it
column-its-id-belongs-to-none = Its id; `*` belongs to none
column-its-name = Its name
column-in-the-window-or-before-it = In the window, or before it
column-who-told-too-little-of-it = Who told too little of it
column-how-many-work-for-it = How many work for it
sheet-promises = Promises
sheet-promises-is = A row a promise and period
sheet-decisions = Decisions
sheet-decisions-is = What the scores ask somebody to decide, by rule
sheet-goals = Goals
sheet-goals-is = A row a goal
column-its-id = Its id
column-whose-promise-it-is = Whose promise it is
column-its-days = Its days
column-what-was-promised = What was promised
column-how-it-stands = How it stands
column-how-it-stands-in-words = How it stands, in words
column-the-rule = The rule
column-the-project-or-the-goal = The project, or the goal
column-whose-it-is-empty-of-a-goal = Whose it is; empty of a goal
column-the-projects-name = The project's name
column-of-a-broken-promise = Of a broken promise
column-what-is-at-stake = What is at stake
column-who-is-asked = Who is asked
column-by-when = By when
column-the-goal-it-is-a-part-of = The goal it is a part of
column-who-answers-for-it = Who answers for it
column-what-it-counts = What it counts
column-the-figure-that-it-is-about = The figure that it is about
column-what-the-next-four-columns-count = What the next four columns count
column-those-that-kept-it = Those that kept it
column-those-it-speaks-of = Those it speaks of
column-left-out-by-exclusions = Left out by exclusions
column-the-share-promised = The share promised
column-good-valid = good / valid
column-1-target-valid = (1 − target) × valid
column-what-is-left-of-it = What is left of it
column-how-fast-the-budget-is-used-up = How fast the budget is used up: 1 is just enough
column-lower-end-of-wilsons-95-interval = Lower end of Wilson's 95 % interval
column-upper-end-of-it = Upper end of it
column-open-for-too-long = Open for too long: valid, and not good
column-in-neither-valid-nor-good = In neither valid nor good
column-of-the-good-refused = Of the good: correctly refused
column-of-the-good-straight-through = Of the good: without exception
column-to-be-reached-in-the-period = To be reached in the period
column-reached-so-far = Reached so far
column-the-plan-up-to-the-windows-end = The plan up to the window's end
column-actual-expected = actual − expected_by_now
column-actual-target = actual / target
sheet-automations = Automations
sheet-automations-is = A row an automation with sessions
sheet-items = Items
sheet-items-is = A row an automation and queue, items counted once
sheet-errors = Errors
sheet-errors-is = A row an automation and error, the most first
sheet-coverage = Coverage
sheet-coverage-is = What each satellite told
sheet-gaps = Gaps
sheet-gaps-is = What could not be counted, the most worrying first
column-where-it-runs = Where it runs
column-its-id-there = Its id there
column-which-it-works-for = Which it works for
column-who-worked-on-them = Who worked on them
column-where-they-waited = Where they waited
column-which-they-work-for = Which they work for
column-whose-error-it-is = Whose error it is
column-as-the-satellite-says-it = As the satellite says it
column-where-it-happened = Where it happened
column-first-seen-in-the-window = First seen in the window
column-last-seen-in-the-window = Last seen in the window
column-what-it-is-for = What it is for
column-the-first-it-ever-told-of = The first it ever told of
column-columns-that-came-or-went = Columns that came or went
column-in-the-order-in-which-to-worry = In the order in which to worry
column-where = Where
column-what-is-missing = What is missing
column-what-that-means-for-the-figures = What that means for the figures
column-what-to-do = What to do
column-done-by-their-deadline = Done by their deadline
column-done-after-it = Done after it
column-time-worked-on-them = Time worked on them
column-worked-on-for-no-project = Worked on for no project
column-sessions-that-ended-so = Sessions that ended so
column-works-for-any = Works for any
column-successes-of-the-sessions-that-ended = Successes of the sessions that ended
column-median-duration = Median duration
column-duration-of-the-slowest-of-twenty = Duration of the slowest of twenty
column-of-the-satellites-failures = Of the satellite's failures
column-its-sessions-are-worth-something = Its sessions are worth something
column-it-told-everything = It told everything
column-the-newest-it-told-of-in-utc = The newest it told of, in UTC
column-until-when-nothing-is-missing-in-utc = Until when nothing is missing, in UTC
covered-days-active = On which it was active
covered-days-told = Of which it told
covered-in-the-window = In the window
covered-for-a-project = For a project
covered-for-none = For none
covered-not-valued = Not valued
covered-no-map = No map names them
covered-tests = Tests: in none of the above
covered-for-no-project = For no project
covered-read = Over all time
covered-refused = Refused, over all time
covered-told-anew = Told anew, over all time
covered-kept = Kept though told no more
count-sessions-all = All outcomes but test; open ones included
count-done = Done
count-sessions-with-exceptions = Done, with items that were refused
count-items-with-exceptions = Done, but for a part that was refused
count-refused = Correctly refused: good for reliability, worth nothing
count-sessions-failed = Tried and not done
count-items-failed = Finally failed, however often they were tried
count-sessions-timed-out = Tried for too long
count-items-timed-out = Left undone for too long
count-sessions-cancelled = Stopped by somebody
count-items-cancelled = Taken back by somebody
count-skipped = Not tried
count-sessions-open = Running, queued or suspended when last told of
count-items-open = Running, queued or suspended when last told of; tried again
count-unknown = Told in words that no map names
figure-cost_per_unit-is = cost / units
figure-manual_per_unit-is = labour_value / units_valued: what a unit costs by hand
figure-why = Why it is empty
long-section = The part of the report
long-id = What the row speaks of
long-name = As people know it
long-measure = What is said of it
long-value = Empty where it is not defined
long-unit = What the value counts
long-note = Why it is empty, or what to know
long-about = A figure a row
long-nothing-known = nothing known of this period
long-counted-to = of later days nothing is told yet
long-method-not-valued = { $method }: not valued
long-no-valid-session = n/a: no valid session
long-of-failures = of the satellite's failures
long-more-errors = more errors, each in the mart `errors`
long-rows-over-all-time = rows, over all time
book-goes-on = { $sheet } has more rows than a sheet bears; it goes on in { $next }.

## Bands

evidence-band = Net { $low } to { $high } in eight of ten cases, as far as only minutes a unit are uncertain (P10 to P90)
working-band = band
working-band-how = the same with the lower and the higher minutes a unit, P10 to P90; all else as it is
working-band-is = { $low } to { $high }
figure-band_down = band down
figure-band_down-is = recaptured − the same with minutes_low in place of minutes_per_unit
figure-band_up = band up
figure-band_up-is = the same with minutes_high in place of minutes_per_unit − recaptured
figure-net_p10 = net p10
figure-net_p10-is = The lower end of the net's band: of minutes only, one in ten lies below
figure-net_p90 = net p90
figure-net_p90-is = The upper end of the net's band: of minutes only, one in ten lies above
