# Was Seiten, Mails und Tabellen sagen, auf Deutsch. Jeder Text ist eine ganze Meldung: was sich
# ändert, steht in geschweiften Klammern, und eine Anzahl wählt ihren Plural. Eine ~ ist ein
# Leerzeichen, an dem keine Zeile bricht.


## Rund um jede Seite

skip-to-figures = Zu den Zahlen springen
all-amounts-in = alle Beträge in { $money }
pages-of-set = Seiten
as-table = { $title }, Tabelle
foot-publication = Publikation
foot-job = des Auftrags { $job }, für
foot-made-by = { $program }, Methode { $method }
foot-made-by-of-files = { $program }, Methode { $method }, { $files } Dateien des Lakes
foot-stamp = { $from } bis { $to }, Publikation { $publication }
how-it-is-computed = wie gerechnet wird
head-told-to = Daten bis { $day }
head-told-nothing = zu diesem Zeitraum liegt noch nichts vor
crumb-whole = Gesamt
page-index = Alle Seiten
page-executive = Management
page-department = Abteilung
page-project = Projekt
page-projects = Projekte
page-goals = Ziele
page-financials = Finanzen
page-promises = Zusagen
page-automations = Automatisierungen
page-coverage = Datenlage
page-methods = Methoden
tone-better = besser
tone-worse = schlechter
yes = ja
no = nein
not-valued = nicht bewertet
not-available = k.~A.
not-meaningful = n.~a.
no-project = kein Projekt
money-in-thousands = Tsd. { $currency }
money-in-millions = Mio. { $currency }
number-in-words = { $n ->
        [0] keine
        [1] eine
        [2] zwei
        [3] drei
        [4] vier
        [5] fünf
        [6] sechs
        [7] sieben
        [8] acht
        [9] neun
       *[other] { $n }
    }
list-and = { $first } und { $last }
more-names = { $n } weitere
by-day = bis { $day }

## Das Verzeichnis aller Berichte

shelf-all = alle Berichte
shelf-title = Alle Berichte, nach Auftrag und Zeitraum
shelf-newest = der neueste
shelf-more = { $more } frühere liegen daneben.

## Berichte und die Frage, die jeder beantwortet

report-executive = Managementbericht
report-executive-question = Lohnt es sich, und was ist zu entscheiden?
report-department = Abteilungsbericht
report-department-question = Was hat es gebracht, und welches Projekt braucht Aufmerksamkeit?
report-project = Projektbericht
report-project-question = Wie entsteht diese Zahl, und ist sie von Dauer?
report-projects = Projekte
report-projects-question = Welche Projekte tragen es, und welche kosten mehr, als sie bringen?
report-goals = Ziele
report-goals-question = Werden die Ziele erreicht?
report-financials = Finanzen
report-financials-question = Was ist zahlungswirksam, was kalkulatorisch, was kostet es, Monat für Monat?
report-promises = Zusagen (SLA)
report-promises-question = Wurden die Zusagen gehalten?
report-automations = Automatisierungen und Fehler
report-automations-question = Was scheitert, seit wann und für wen?
report-coverage = Datenlage und Datenqualität
report-coverage-question = Wie belastbar sind die Zahlen, und was ist zuerst zu beheben?
report-methods = Methoden
report-methods-question = Wie wird gerechnet?
report-index = Alle Seiten
report-index-question = Welche Seite beantwortet meine Frage?

## Tabellenköpfe

head-95-percent-within = 95 % binnen
head-actual = Ist
head-ahead-behind = Vor, hinter Plan
head-all = Gesamt
head-all-departments = Alle Abteilungen
head-all-projects = Alle Projekte
head-amount = Betrag
head-as-a-bar = Als Balken
head-asked-of = Gefragt ist
head-at-stake = Es geht um
head-attained-percent = Erreicht %
head-automation = Automatisierung
head-bar = Balken
head-benefit = Nutzen
head-benefit-here = Nutzen hier
head-burn = Verbrauch
head-cause = Ursache
head-against-plan = Zum Plan
head-change = Veränderung
head-change-as-a-bar = Veränderung als Balken
head-complete = Vollständig
head-complete-until = Vollständig bis
head-cost = Kosten
head-cost-here = Kosten hier
head-days = Tage
head-days-told = Tage mit Daten
head-decision = Entscheidung
head-department = Abteilung
head-difference = Abweichung
head-done = Erledigt
head-environment = Umgebung
head-error = Fehler
head-error-budget = Fehlerbudget
head-excluded = Ausgenommen
head-expected-by-now = Soll bis heute
head-failed = Gescheitert
head-figure = Kennzahl
head-first-day = Erster Tag
head-for = Für
head-gap = Datenlücke
head-goal = Ziel
head-good = Gut
head-here = Hier
planned-net-value = Geplanter Nettonutzen
head-hours = Stunden
head-in-time-percent = Termintreue %
head-incomplete-for-want-of = Unvollständig mangels
head-is = Bedeutung
head-items = Vorgänge
head-kind = Art
head-kits-savings = Einsparung laut Kit
head-lacks = Es fehlt
head-last-day = Letzter Tag
head-left = Rest
head-line = Zeile
head-median = Median
head-metered = Zugeordnet
head-plan = Plan
head-net = Netto
head-net-value-here = Nettonutzen hier
head-newest-event = Jüngstes Ereignis
head-no-baseline = Ohne Basiswert
head-note = Notiz
head-of-target = Vom Ziel
head-open = Offen
head-paid-back-on = Amortisiert am
head-per = Je
head-present-value = Barwert
head-project = Projekt
head-projects = Projekte
head-promise = Zusage
head-promise-percent = Zusage, %
head-promises = Zusagen
head-queue = Warteschlange
head-refused = Abgelehnt
head-return-a-year = Rendite im Jahr
head-roi-percent = ROI %
head-rows-read = Zeilen gelesen
head-savings-by-the-kit = Einsparung laut Kit
head-series = Reihe
head-sessions = Läufe
head-share-percent = Anteil %
head-signed-by = Unterzeichnet von
head-status = Status
head-step = Schritt
head-success-percent = Erfolg %
head-superseded = Ersetzt
head-target = Ziel
head-target-percent = Ziel %
head-to-date = Bis heute
head-to-know = Wissenswertes
head-unit = Einheit
head-unknown-end = Ende unbekannt
head-unmetered = Nicht zugeordnet
head-valid = Gültig
head-what-it-means-for-the-figures = Folge für die Zahlen
head-what-to-do = Was zu tun ist
head-when = Wann
head-work-each = Arbeit je Vorgang

## Wie Zusagen, Ziele und Zahlen stehen

promise-kept = gehalten
promise-broken = verletzt
promise-too-few-items = zu wenige Vorgänge
promise-too-few-sessions = zu wenige Läufe
standing-on-track = im Plan
standing-at-risk = gefährdet
standing-not-measured = nicht gemessen
goal-attained = erreicht
goal-off-track = nicht im Plan
goal-not-started = nicht begonnen
flag-over-credit = mehr Einheiten als Bedarf oder Plan vorsehen
flag-zero-value = in diesem Zeitraum ohne Nutzen
flag-no-baseline = kein Basiswert: Läufe sind nicht bewertet
flag-no-cost = keine Kosten erfasst: kein ROI
flag-stale = Basiswert vor mehr als 18 Monaten gemessen
flag-conversion-assumed = welcher Teil der freigesetzten Zeit genutzt wird, ist nicht angegeben: angenommen sind 100 %
flag-dispatcher = viele kurze Läufe, keine eigenen Einheiten
evidence-measured = gemessen
evidence-sampled = Stichprobe
evidence-estimated = geschätzt
evidence-vendor = laut Hersteller
evidence-unstated = ohne Angabe
evidence-signed = unterzeichnet
why-not-valued = k.~A.: nicht bewertet
why-no-units = k.~A.: keine Einheiten
why-no-cost = k.~A.: keine Kosten erfasst
why-nothing-claimed = k.~A.: keine Minuten geltend gemacht
why-beyond-range = k.~A.: über neun Billionen
why-of-the-estate = k.~A.: nur für das Ganze berechnet
why-not-comparable = k.~A.: der Vorzeitraum beginnt vor den ersten Daten
why-no-ladder = k.~A.: die Methode zählt keine Einheiten und Minuten
why-no-plan = k.~A.: nichts geplant
why-no-planned-gain = k.~A.: kein Gewinn geplant
why-no-outlay = k.~A.: alle Ausgaben waren bereits gedeckt
why-not-reached = noch nicht
why-several = k.~A.: mehr als ein Wechsel von Verlust zu Gewinn
why-under-a-year = k.~A.: weniger als ein Jahr bekannt
why-no-rate = k.~A.: kein discount_rate
why-too-early = k.~A.: weniger als drei volle Monate bekannt
status-idea = Idee
status-submitted = eingereicht
status-approved = genehmigt
status-declined = abgelehnt
status-in-build = im Bau
status-live = produktiv
status-retired = stillgelegt
class-production = Produktion
class-acceptance = Abnahmetest
class-development = Entwicklung
class-other = Sonstige
metric-net = Nettonutzen
metric-benefit = Nutzen
metric-cashable = zahlungswirksamer Nutzen
metric-hours = gewonnene Stunden
metric-roi = ROI (Netto ÷ Kosten)
metric-units = Arbeitseinheiten
metric-live-projects = produktive Projekte
metric-kept = Anteil gehaltener Zusagen
sli-success = Läufe gelingen
sli-within = fertig binnen { $duration }
sli-in-time = rechtzeitig fertig
sli-deadline = Vorgänge termingerecht erledigt
sli-deadline-or-within = Vorgänge termingerecht oder binnen { $duration } erledigt
scope-estate = das Ganze
scope-region = Region { $region }
scope-category = Kategorie { $category }
scope-projects = { $projects ->
        [one] { $projects }~Projekt
       *[other] { $projects }~Projekte
    }
metric-of-scope = { $metric }, { $scope }

## Was zu entscheiden ist

ask-promise-broken = { $name } hat seine Zusage verletzt ({ $good } von { $valid } gut, { $needed } nötig): beheben oder neu vereinbaren.
ask-unmeasured = Was { $name } einspart, ist nicht gemessen ({ $successes ->
        [one] { $successes }~Erfolg
       *[other] { $successes }~Erfolge
    }), kostet aber Geld: messen.
ask-beyond-demand = { $name } hat { $units } erledigt, gefragt waren { $wanted }: weniger tun oder Abnehmer für den Rest finden.
ask-stale-baseline = { $name } beruht auf einem Basiswert vom Stand { $month }: neu messen.
ask-idle = { $name } stand { $months ->
        [one] { $months }~Monat
       *[other] { $months }~Monate
    } still: stilllegen.
ask-losing = { $name } hat in { $months ->
        [one] { $months }~Monat
       *[other] { $months }~Monaten
    } { $amount } mehr gekostet als gebracht: verbessern oder stilllegen.
ask-benefit-ends = Was { $signer } für { $name } unterzeichnet hat, endet am { $day }: erneuern.
ask-unallocated = { $cost } von { $total } Kosten trägt kein Projekt: zuordnen.
ask-goal-beyond-reach = { $name } kann { $target } nicht erreichen: unterzeichnet sind { $secured }. Weitere { $lacking } unterzeichnen oder das Ziel senken.
ask-goal-behind = { $name } steht bei { $actual }, erwartet waren bis heute { $expected }: handeln oder ein anderes Ziel setzen.
ask-goal-missed = { $name } ist verfehlt: handeln oder ein anderes Ziel setzen.
stake-behind = { $amount } Nutzen stehen dahinter
stake-short = es fehlen { $amount }
stake-cost = { $amount } Kosten
stake-brought-nothing = { $amount } ohne Nutzen
stake-rests-on = { $amount } Nutzen beruhen darauf
stake-lost = { $amount } Verlust
decisions-asked = { $n ->
        [one] Eine Entscheidung ist zu treffen
       *[other] { $words } Entscheidungen sind zu treffen
    }
decisions-taken = { $n ->
        [one] { $n }~Entscheidung steht an
       *[other] { $n }~Entscheidungen stehen an
    }
decisions-more = { $n } weitere
decisions-more-in-mart = { $n } weitere stehen im Mart decisions
decisions-nobody = niemand benannt
decisions-about = Nach Regeln, mit dem meisten Geld zuerst

## Warum sich das Netto bewegt hat

cause-more-work = mehr erledigte Arbeit
cause-less-work = weniger erledigte Arbeit
cause-more-minutes = mehr freigesetzte Zeit je Einheit
cause-less-minutes = weniger freigesetzte Zeit je Einheit
cause-higher-rate = höherer Stundensatz
cause-lower-rate = niedrigerer Stundensatz
cause-more-used = mehr genutzte Zeit
cause-less-used = weniger genutzte Zeit
cause-signed = unterzeichnet, ohne ersetzte Zeit
cause-less-signed = weniger unterzeichnet, ohne ersetzte Zeit
cause-once-paid = einmalig bezahlt
cause-once-signed = einmalig unterzeichnet
cause-less-cost = geringere Kosten
cause-more-cost = höhere Kosten
cause-fewer-days = weniger zu zahlende Tage
cause-more-days = mehr zu zahlende Tage
cause-others = übrige Ursachen
cause-of-project = { $name }: { $change }
was-before = vorher { $then }
was-planned = geplant { $then }
changed-labour = { $now }~min je Einheit, { $then }
changed-rework = { $now }~min gesparte Nacharbeit je Einheit, { $then }
changed-review = { $now }~min Prüfung je Einheit, { $then }
changed-failure = { $now }~min Handarbeit je gescheiterter Einheit, { $then }
changed-attended = { $now }~min begleitet je Einheit, { $then }
changed-rate = { $now } { $currency } je Stunde, { $then }
changed-used = { $now } genutzt, { $then }
changed-exchange = { $currency } zu { $now }, { $then }
changed-exchange-unknown = { $currency } zu anderen Kursen
exchange-currencies = Währungen
measured-anew = neu gemessen: { $now }~min, vorher { $then }
moved-baseline = neuer Basiswert ({ $change })
moved-baseline-of = neuer Basiswert für { $name } ({ $change })
moved-exchange = { $change }
moved-brought = { $what }: +{ $amount }
moved-took = { $what }: −{ $amount }
moved-nothing = Das Netto hat sich nicht bewegt
bridge-about = Nettonutzen in { $money }, { $before } bis { $now }, nach Ursache
bridge-plan-about = Nettonutzen in { $money }, Plan bis { $now }, nach Ursache
bridge-without-plan = Ohne Plan, daher mit dem enthalten, was verbucht ist: { $names }.
plan-reached = Der Plan ist erreicht
plan-more-share = { $by } über Plan: { $share } des Plans
plan-more = { $by } über Plan
plan-less-share = { $by } unter Plan: { $share } des Plans
plan-less = { $by } unter Plan
bridge-methods = wie jede Ursache berechnet wird
bridge-without-baseline = Ohne Basiswert, daher nur mit Kosten enthalten: { $names }.

## Die Botschaft oben

message-unknown = Zu { $window } liegt nichts vor{ $why }{ $recorded }.
message-unknown-why = : { $doubt }
message-ran-for-nobody = { $window }: { $ran }, davon nichts für ein Projekt; daher ist keine Arbeit bewertet{ $recorded }.
ran-sessions = { $sessions ->
        [one] { $sessions }~Lauf
       *[other] { $sessions }~Läufe
    }
ran-items = { $items ->
        [one] { $items }~Vorgang
       *[other] { $items }~Vorgänge
    }
message-no-work = { $window } zeigt weder Arbeit noch Beträge.
message-outcome = { $outcome }{ $compared }{ $goal }.
outcome-returned = Automatisierung brachte { $when } netto { $amount }
outcome-returned-to = Automatisierung brachte für { $whom } { $when } netto { $amount }
outcome-returned-by = { $name } brachte { $when } netto { $amount }
outcome-cost = Automatisierung kostete { $when } { $amount } mehr, als sie brachte
outcome-cost-to = Automatisierung kostete für { $whom } { $when } { $amount } mehr, als sie brachte
outcome-cost-by = { $name } kostete { $when } { $amount } mehr als eingebracht
when = { $kind ->
        [day] am { $window }
        [days] im Zeitraum { $window }
        [months] im Zeitraum { $window }
        [year] im Jahr { $window }
       *[other] im { $window }
    }
tile-part-told = { $window } nur zum Teil erfasst
part-told = { $window } ist erst ab { $day } erfasst
compared-part-told = ; { $part }, daher kein Vergleich
compared-nothing = ; ein früherer Vergleich fehlt
compared-same = , so viel wie { $when }
compared-more = , { $amount } mehr als { $when }
compared-less = , { $amount } weniger als { $when }
compared-more-percent = , { $amount } ({ $percent }) mehr als { $when }
compared-less-percent = , { $amount } ({ $percent }) weniger als { $when }
compared-up = , gestiegen von { $before } { $when }
compared-down = , gefallen von { $before } { $when }
message-behind-goal = ; { $days } liegt { $amount } hinter dem Ziel
message-ahead-of-goal = ; { $days } liegt { $amount } vor dem Ziel
message-cash = { $percent } des Nutzens sind zahlungswirksam
message-recorded-costs = ; Kosten von { $amount } sind erfasst
message-recorded-signed = ; unterzeichneter Nutzen von { $amount } ist erfasst
covered-not-counted = Kosten und unterzeichneter Nutzen dieses Zeitraums zählen noch nicht: zu seinen Tagen liegt nichts vor.
covered-counted-to = Kosten und unterzeichneter Nutzen zählen bis { $day }: zu späteren Tagen liegt noch nichts vor.
metered-one = Die einzige Automatisierung arbeitet für ein Projekt.
metered-all = { $n ->
        [one] { $n }~Automatisierung arbeitet für Projekte.
       *[other] Alle { $n }~Automatisierungen arbeiten für Projekte.
    }
metered-some = { $unmetered } von { $n ->
        [one] { $n }~Automatisierung
       *[other] { $n }~Automatisierungen
    } { $unmetered ->
        [one] arbeitet
       *[other] arbeiten
    } für kein Projekt.
complete-none = Keine Umgebung zählt als Produktion.
complete-one = Die einzige Produktivumgebung ist bis zum Ende des Zeitraums vollständig.
complete-all = { $n ->
        [2] Beide Produktivumgebungen sind bis zum Ende des Zeitraums vollständig.
       *[other] Alle { $words } Produktivumgebungen sind bis zum Ende des Zeitraums vollständig.
    }
complete-some = { $behind } von { $n ->
        [one] { $n } Produktivumgebung
       *[other] { $n } Produktivumgebungen
    } { $behind ->
        [one] ist
       *[other] sind
    } in diesem Zeitraum nicht vollständig: { $names }.

## Datenlücken: wie jede Art heißt, wo viele zusammengezählt sind

gaps-satellite-failed = nicht lesbare Umgebungen
gaps-delivery-refused = abgelehnte Lieferungen
gaps-damaged = Tabellen mit verlorenen Dateien
gaps-unnamed = nicht mehr genannte Umgebungen
gaps-stale = stumme Umgebungen
gaps-untold = Umgebungen ohne Daten der ersten Tage
gaps-missing-days = Umgebungen mit Tagen ohne Daten
gaps-forgotten = Zeiträume, die Quellen vergessen hatten
gaps-source-lost = Verluste, die Quellen selbst melden
gaps-contradicted = Umgebungen mit widersprüchlichen Exporten
gaps-read-otherwise = früher anders gelesene Umgebungen
gaps-rejected = Arten abgelehnter Zeilen
gaps-unknown-outcome = unbekannte Ergebnisse
gaps-unmetered = Automatisierungen ohne Projekt
gaps-unmetered-items = Automatisierungen mit Vorgängen ohne Projekt
gaps-ambiguous = Automatisierungen, auf die zwei Muster passen
gaps-no-baseline = Projekte ohne Basiswert
gaps-no-rate = Beträge ohne Kurs
gaps-beyond-range = Beträge außerhalb des Zählbaren
gaps-unsigned = nicht unterzeichnete Beträge
gaps-empty-scope = Leser ohne Mail
gaps-shared-ids = Umgebungen mit mehrdeutigen Kennungen
gaps-read-twice = Umgebungen, deren Exporte auch eine andere liest
gaps-split-cases = Umgebungen, deren Fälle in mehreren Exporten liegen
gaps-tests = Umgebungen mit Tests
gaps-excluded-class = Umgebungen, die nur als Nutzung zählen
gaps-of-kind = { $kind }: { $n }
gaps-of-kind-with = { $kind }: { $n } mit { $counted }
gaps-more = { $n ->
        [one] { $n }~weitere Datenlücke: { $kinds }
       *[other] { $n }~weitere Datenlücken: { $kinds }
    }
gaps-more-kind = weitere { $kind }
gaps-more-means = Sie gehören zu den Arten oben oder wiegen weniger.
gaps-more-remedy = Sie stehen in executive.csv, mit dem, was zu tun ist.
counted-rows = { $n ->
        [one] { $n }~Zeile
       *[other] { $n }~Zeilen
    }
counted-days = { $n ->
        [one] { $n }~Tag
       *[other] { $n }~Tagen
    }
counted-events = { $n ->
        [one] { $n }~Ereignis
       *[other] { $n }~Ereignissen
    }
counted-sessions = { $n ->
        [one] { $n }~Lauf
       *[other] { $n }~Läufen
    }
counted-items = { $n ->
        [one] { $n }~Vorgang
       *[other] { $n }~Vorgängen
    }
counted-successes = { $n ->
        [one] { $n }~Erfolg
       *[other] { $n }~Erfolgen
    }
counted-exports = { $n ->
        [one] { $n }~Export
       *[other] { $n }~Exporten
    }
counted-cases = { $n ->
        [one] { $n }~Fall
       *[other] { $n }~Fällen
    }
counted-tests = { $n ->
        [one] { $n }~Test
       *[other] { $n }~Tests
    }
spans-more = { $n ->
        [one] { $spans } und { $n }~weiterer Abschnitt
       *[other] { $spans } und { $n }~weitere Abschnitte
    }

## Datenlücken in einem halben Satz

doubt-satellite-failed = { $name } war nicht lesbar
doubt-delivery-refused = die Lieferung von { $name } wurde abgelehnt
doubt-damaged = der Lake hat Dateien von { $table } verloren
doubt-unnamed = { $name } wird nicht mehr genannt
doubt-never-told = { $name } hat noch nichts geliefert
doubt-silent-since = { $name } liefert seit dem { $day } nichts
doubt-silent = { $name } liefert nichts
doubt-untold = { $name } liefert erst ab { $day }
doubt-missing-days = { $n ->
        [one] bei { $name } fehlt { $n }~Tag
       *[other] bei { $name } fehlen { $n }~Tage
    }
doubt-forgotten = { $name } hatte { $days } bei der Abfrage schon vergessen
doubt-source-lost = { $name } meldet verlorene Läufe
doubt-contradicted = { $n ->
        [one] zu { $n }~Zeile von { $name } widersprechen sich zwei Exporte
       *[other] zu { $n }~Zeilen von { $name } widersprechen sich zwei Exporte
    }
doubt-read-otherwise = { $n ->
        [one] { $n }~Zeile von { $name } bleibt nach früherer Lesart
       *[other] { $n }~Zeilen von { $name } bleiben nach früherer Lesart
    }
doubt-rejected = { $n ->
        [one] { $n }~Zeile von { $name } wurde abgelehnt
       *[other] { $n }~Zeilen von { $name } wurden abgelehnt
    }
doubt-unknown-outcome = { $n ->
        [one] { $n }~Lauf von { $name } endete mit unbekanntem Ergebnis
       *[other] { $n }~Läufe von { $name } endeten mit unbekanntem Ergebnis
    }
doubt-unmetered = { $n ->
        [one] { $n }~Lauf von { $name } gehört zu keinem Projekt
       *[other] { $n }~Läufe von { $name } gehören zu keinem Projekt
    }
doubt-unmetered-items = { $n ->
        [one] { $n }~Vorgang von { $name } gehört zu keinem Projekt
       *[other] { $n }~Vorgänge von { $name } gehören zu keinem Projekt
    }
doubt-ambiguous = eine Automatisierung von { $name } passt zu zwei Projekten
doubt-no-baseline = { $n ->
        [one] { $n }~Erfolg von { $name } ist nicht bewertet
       *[other] { $n }~Erfolge von { $name } sind nicht bewertet
    }
doubt-no-rate = Beträge in { $currency } sind nicht bewertet
doubt-beyond-range = Beträge von { $name } liegen außerhalb des Zählbaren
doubt-unsigned = { $amount } { $currency } Nutzen für { $name } sind nicht unterzeichnet
doubt-shared-ids = { $n ->
        [one] { $n }~Zeile von { $name } trägt die Kennung einer anderen
       *[other] { $n }~Zeilen von { $name } tragen die Kennung einer anderen
    }
doubt-read-twice = { $name } und { $other } lesen dieselben Exporte
doubt-split-cases = { $n ->
        [one] { $n }~Fall von { $name } liegt in mehreren Exporten
       *[other] { $n }~Fälle von { $name } liegen in mehreren Exporten
    }

## Datenlücken in drei Sätzen: was es ist, was es bedeutet, was zu tun ist

gap-satellite-failed = { $name } war nicht lesbar: { $error }
gap-satellite-failed-means = Die neuesten Läufe fehlen; die Zahlen entsprechen dem letzten erfolgreichen Lesen.
gap-satellite-failed-remedy = Quelle oder Zugangsdaten berichtigen und erneut ausführen: nichts geht verloren, nichts zählt doppelt.
gap-delivery-refused = { $rows ->
        [one] { $name }: eine Lieferung wurde abgelehnt, { $rows }~Zeile war nicht lesbar
       *[other] { $name }: eine Lieferung wurde abgelehnt, { $rows }~Zeilen waren nicht lesbar
    }
gap-delivery-refused-means = Nichts von dieser Lieferung ist in den Zahlen; frühere Lieferungen gelten weiter.
gap-delivery-refused-remedy = Datei, Zeile und Grund stehen bei den abgelehnten Zeilen; den Export berichtigen oder einmal mit --accept-rejects annehmen.
gap-damaged = Der Lake hat { $files ->
        [one] { $files }~Datei
       *[other] { $files }~Dateien
    } von { $table } mit { $rows ->
        [one] { $rows }~Zeile
       *[other] { $rows }~Zeilen
    } verloren: { $first }
gap-damaged-means = Ihr Inhalt zählt hier, solange sein Monat nicht neu gezählt wird; ein Lauf, der sie braucht, endet mit einem Fehler.
gap-damaged-remedy = Aus einer Sicherung wiederherstellen oder den Ordner { $table }/ des Lakes entfernen und mit --full ausführen, was alle Exporte neu liest.
gap-unnamed = { $sessions ->
        [one] { $name }: { $sessions }~Lauf im Lake, doch reckoner.toml nennt diese Umgebung nicht
       *[other] { $name }: { $sessions }~Läufe im Lake, doch reckoner.toml nennt diese Umgebung nicht
    }
gap-unnamed-means = Sie zählen nirgends: Nutzen und Nutzung sind um sie zu niedrig, auch in früheren Zeiträumen.
gap-unnamed-remedy = Wieder aufnehmen. Eine abgeschaltete Umgebung behält ihre Geschichte mit ihrem letzten Tag (active_to).
gap-silent = { $name } liefert nichts mehr: das jüngste Ereignis ist vom { $day }
gap-silent-unknown = { $name } liefert nichts mehr: das jüngste Ereignis ist vom { $day }; ohne Daten: { $days }
gap-never-told = { $name } hat noch nie etwas geliefert
gap-stale-means = Spätere Läufe fehlen, Menge und Nutzen sind daher wohl zu niedrig; Zusagen werden nicht gemessen.
gap-stale-remedy = Beim Verantwortlichen klären, ob Exporte noch ankommen. Ist sie endgültig abgeschaltet, ihren letzten Tag eintragen (active_to).
gap-untold = { $name }: ohne Daten: { $days }; die ersten Daten sind vom { $day }
gap-untold-means = Was an diesen Tagen lief, steht in keiner Zahl: über sie sagen die Zahlen nichts.
gap-untold-remedy = Exporte dieser Tage liefern, falls es welche gibt. Begann sie erst danach, ihren ersten Tag eintragen (active_from).
gap-missing-days = { $n ->
        [one] { $name } ohne Daten an { $n }~Tag: { $days }
       *[other] { $name } ohne Daten an { $n }~Tagen: { $days }
    }
gap-missing-days-means = Entweder lief nichts, oder ein Export ging verloren; verlorene Tage machen die Zahlen zu niedrig.
gap-missing-days-remedy = Beim Verantwortlichen klären; ein verlorener Export kann nachgeliefert werden und zählt an seinen eigenen Tagen.
gap-forgotten = { $name }: ohne Daten: { $days }; die Quelle vergisst Läufe nach { $limit } Tagen
gap-forgotten-means = Was an diesen Tagen lief und nicht rechtzeitig exportiert wurde, ist verloren: die Zahlen sind eine Untergrenze.
gap-forgotten-remedy = Häufiger als alle { $limit } Tage exportieren. Lief nichts, ist nichts verloren.
gap-source-lost = { $n ->
        [one] { $name } meldet verlorene Läufe: { $code }, einmal gemeldet ({ $days })
       *[other] { $name } meldet verlorene Läufe: { $code }, { $n }-mal gemeldet ({ $days })
    }
gap-source-lost-means = Das Verlorene steht nirgends: Menge und Nutzen sind eine Untergrenze.
gap-source-lost-remedy = Bei der Administration der Umgebung klären: das Kennwort sagt, ob der Laufverlauf abgeschaltet, voll oder gesperrt ist.
gap-contradicted = { $n ->
        [one] { $name }: zu { $n }~Zeile widersprechen sich zwei Exporte, beide ohne Version
       *[other] { $name }: zu { $n }~Zeilen widersprechen sich zwei Exporte, beide ohne Version
    }
gap-contradicted-means = Ihr Inhalt entschied, welcher zählt: Beendetes vor Offenem, das spätere Ende, Erfolg vor Fehlschlag.
gap-contradicted-remedy = source_version zuordnen oder angeben, welcher Export der neuere ist: newest = "name" oder newest = "modified".
gap-read-otherwise = { $n ->
        [one] { $name }: { $n }~Zeile bis { $day } bleibt so, wie Exporte gelesen wurden, die es nicht mehr gibt oder die nun andere Tage enthalten
       *[other] { $name }: { $n }~Zeilen bis { $day } bleiben so, wie Exporte gelesen wurden, die es nicht mehr gibt oder die nun andere Tage enthalten
    }
gap-read-otherwise-means = Sie zählen nach damaliger Lesart: ein seither behobener Fehler kann noch in ihnen stecken.
gap-read-otherwise-remedy = Exporte dieser Tage erneut liefern oder die Zeilen mit reckon forget --satellite und --object entfernen.
gap-rejected = { $n ->
        [one] { $name }: { $n }~Zeile abgelehnt mit Code { $code } (über alle Zeit)
       *[other] { $name }: { $n }~Zeilen abgelehnt mit Code { $code } (über alle Zeit)
    }
gap-rejected-means = Diese Zeilen stehen in Quarantäne und in keiner Zahl.
gap-rejected-remedy = Zu jeder stehen Datei, Zeile und richtige Form; ein berichtigter Export ersetzt sie.
gap-unknown-outcome = { $n ->
        [one] { $name }: { $n }~Lauf endete mit „{ $text }“, das keine Ergebnisliste kennt
       *[other] { $name }: { $n }~Läufe endeten mit „{ $text }“, das keine Ergebnisliste kennt
    }
gap-unknown-outcome-means = Sie zählen in keiner Erfolgsquote und ohne Nutzen.
gap-unknown-outcome-remedy = Diesen Wert in den Spalten der Umgebung einem Ergebnis zuordnen.
gap-unmetered = { $n ->
        [one] { $name }: { $automation } ({ $n }~Lauf, { $hours } h Laufzeit) arbeitet für kein Projekt
       *[other] { $name }: { $automation } ({ $n }~Läufe, { $hours } h Laufzeit) arbeitet für kein Projekt
    }
gap-unmetered-means = Diese Arbeit steht in keinem Nutzen, keinen Kosten und keiner Zusage.
gap-unmetered-items = { $n ->
        [one] { $name }: { $n }~Vorgang von { $automation } gehört zu keinem Projekt
       *[other] { $name }: { $n }~Vorgänge von { $automation } gehören zu keinem Projekt
    }
gap-unmetered-items-means = Sie stehen in keiner Einheit, keinen Kosten je Vorgang und keiner Terminzusage.
gap-meter = In meterings.csv dem Projekt zuordnen, für das sie arbeitet.
gap-meter-suggested = In meterings.csv zuordnen; dem Namen nach gehört sie wohl zu { $project } (nur ein Vorschlag, nie angewendet).
gap-ambiguous = { $name }: auf { $automation } passt mehr als ein Namensmuster: { $patterns }
gap-ambiguous-more = und { $n } weitere
gap-ambiguous-means = Keines gilt: die Läufe gehören zu keinem Projekt.
gap-ambiguous-remedy = Ein Muster enger fassen oder diese Automatisierung mit ihrer genauen Kennung zuordnen.
gap-no-baseline = { $n ->
        [one] { $name }: { $n }~Erfolg an Tagen ohne Basiswert
       *[other] { $name }: { $n }~Erfolge an Tagen ohne Basiswert
    }
gap-no-baseline-means = Sie sind nicht bewertet (das ist nicht null): Nutzen und Stunden sind um sie zu niedrig.
gap-no-baseline-remedy = In baselines.csv festhalten, was eine Einheit von Hand kostet, gültig ab dem Tag, an dem es zutraf.
gap-no-rate = { $n ->
        [one] Kein Wechselkurs für { $currency } ({ $line }) an { $n }~Tag ab { $day }
       *[other] Kein Wechselkurs für { $currency } ({ $line }) an { $n }~Tagen ab { $day }
    }
gap-no-rate-means = Diese Beträge sind nicht bewertet (das ist nicht null).
gap-no-rate-remedy = In rates.csv einen Kurs ergänzen, der spätestens an diesem Tag gilt.
gap-beyond-range = { $n ->
        [one] { $name }: { $line } ergibt mehr als eine Billion am Tag oder neun Billionen insgesamt, an { $n }~Tag ab { $day }
       *[other] { $name }: { $line } ergibt mehr als eine Billion am Tag oder neun Billionen insgesamt, an { $n }~Tagen ab { $day }
    }
gap-beyond-range-means = Das bleibt aus allen Zahlen heraus; alles andere gilt.
gap-beyond-range-remedy = Diese Zeile prüfen: ein Betrag, ein Satz oder eine Menge hat wohl einige Stellen zu viel.
gap-unsigned = { $name }: { $amount } Nutzen ({ $line }), den niemand unterzeichnet hat
gap-unsigned-means = Er steht in keinem Nutzen, nur in der Spalte `unsigned`.
gap-unsigned-remedy = Wer dafür einsteht, trägt signed_by und signed_on in benefits.csv ein; dann zählt er für alle seine Tage.
gap-empty-scope = { $line }: der Bereich { $scope } enthält kein Projekt
gap-empty-scope-means = An diesen Leser geht nichts: ein leerer Bereich gilt nie als das Ganze.
gap-empty-scope-remedy = In people.csv einen Bereich angeben, der am letzten Tag des Zeitraums Projekte enthält, oder die Zeile entfernen.
gap-shared-ids = { $n ->
        [one] { $name }: { $n }~Zeile trägt die Kennung einer anderen Zeile desselben Exports, meint aber anderes ({ $object })
       *[other] { $name }: { $n }~Zeilen tragen die Kennung einer anderen Zeile desselben Exports, meinen aber anderes ({ $object })
    }
gap-shared-ids-means = Sie wurden verwechselt, nur eine blieb: Menge und Nutzen sind zu niedrig.
gap-shared-ids-remedy = Eine Spalte nennen, die in jeder Zeile anders ist, oder die Kennung aus mehreren bilden: session_id = {"{"} columns = ["Job", "Number"] {"}"}.
gap-read-twice = { $n ->
        [one] { $name }: { $n }~Export wird auch von { $other } gelesen: { $example }
       *[other] { $name }: { $n }~Exporte werden auch von { $other } gelesen: { $example }
    }
gap-read-twice-means = Ihr Inhalt zählt doppelt, einmal je Umgebung.
gap-read-twice-remedy = Nur eine der beiden lesen lassen und zurücknehmen, was die andere lieferte (reckon forget --satellite ID --object PATH).
gap-split-cases = { $n ->
        [one] { $name }: { $n }~Fall der Ereignisprotokolle liegt in mehr als einem Export
       *[other] { $name }: { $n }~Fälle der Ereignisprotokolle liegen in mehr als einem Export
    }
gap-split-cases-means = Je Fall gilt ein Export als das Ganze: er beginnt womöglich zu spät, und seine Arbeit ist zu gering.
gap-split-cases-remedy = Das Protokoll nach Fällen exportieren, jeden vollständig, oder alles in einem Export.
gap-tests-sessions = { $sessions ->
        [one] { $name }: { $sessions }~Lauf war ein Test
       *[other] { $name }: { $sessions }~Läufe waren Tests
    }
gap-tests-items = { $items ->
        [one] { $name }: { $items }~Vorgang war ein Test
       *[other] { $name }: { $items }~Vorgänge waren Tests
    }
gap-tests-both = { $name }: { $sessions ->
        [one] { $sessions }~Lauf
       *[other] { $sessions }~Läufe
    } und { $items ->
        [one] { $items }~Vorgang
       *[other] { $items }~Vorgänge
    } waren Tests
gap-tests-means = Sie stehen in keiner Zählung und keiner Zahl: Ausprobieren ist keine Arbeit.
gap-tests-remedy = Nichts, außer es wird so gearbeitet: dann zählen (count_tests = true) oder das Wort für Test zuordnen.
gap-excluded-class = { $n ->
        [one] { $name } gehört zur Klasse { $class }: { $n }~Lauf zählt nur als Nutzung
       *[other] { $name } gehört zur Klasse { $class }: { $n }~Läufe zählen nur als Nutzung
    }
gap-excluded-class-means = Wie vereinbart hat, was nicht in Produktion läuft, weder Nutzen noch Kosten noch Zusagen.
gap-excluded-class-remedy = Nichts, außer sie leistet produktive Arbeit; dann zählen lassen (count = true).
gap-not-valued-means = Sie wird nicht bewertet, kein Betrag ändert sich; nur ihre Nutzung ist womöglich zu niedrig.

## Kacheln

tile-net = Nettonutzen
tile-cash = Vom Nutzen von { $benefit } zahlungswirksam
tile-roi = Netto je Kosteneinheit (ROI)
tile-hours = Gewonnene Stunden
tile-promises = Zusagen, SLA ({ $n })
tile-unknown = keine Daten zu { $window }
tile-on-previous = gegenüber { $window }
tile-year-so-far = { $year } bisher { $amount }
tile-incomplete = { $n ->
        [one] { $n }~Umgebung unvollständig: wohl zu niedrig
       *[other] { $n }~Umgebungen unvollständig: wohl zu niedrig
    }
tile-avoided = vermieden { $amount }
tile-avoided-and-freed = vermieden { $avoided }; freigesetzte Zeit { $freed }
tile-share-and-parts = { $percent }; { $parts }
tile-cash-less-cost = zahlungswirksam abzüglich aller Kosten: { $amount }
tile-roi-before = { $window }: { $roi }
tile-no-cost = keine Kosten erfasst
tile-build-cost = Baukosten sind für { $built } von { $projects ->
        [one] { $projects }~Projekt
       *[other] { $projects }~Projekten
    } erfasst: wohl zu hoch
tile-full-times = etwa { $fte } Vollzeitstellen
tile-unvalued = { $n ->
        [one] { $n }~Erfolg nicht bewertet: kein Basiswert
       *[other] { $n }~Erfolge nicht bewertet: kein Basiswert
    }
tile-promise-kept = { $n } gehalten
tile-promise-at-risk = { $n } gefährdet
tile-promise-broken = { $n } verletzt
tile-promise-unknown = { $n } nicht beurteilbar
tile-kept-of = { $kept } von { $all }
tile-at-stake = { $amount } Nutzen hinter verletzten oder gefährdeten Zusagen

## Zweifel und Datenlücken

doubts-title = Vor dem Zitieren zu wissen
doubts-all = was vorliegt und was fehlt
doubts-more = { $n } weitere Zweifel, und was vorliegt
doubts-sentence = { $doubt }.
gaps-none = Nichts fehlt: alle Zeilen sind gelesen, alle Arbeit ist zugeordnet und bewertet
gaps-harmless = { $n ->
        [one] Eine Datenlücke bekannt, ohne Wirkung auf Beträge
       *[other] { $words } Datenlücken bekannt, ohne Wirkung auf Beträge
    }
gaps-touching = { $n ->
        [one] Eine Datenlücke zwischen diesen Zahlen und dem Ganzen
       *[other] { $words } Datenlücken zwischen diesen Zahlen und dem Ganzen
    }
gaps-touching-and-others = { $n ->
        [one] Eine Datenlücke zwischen diesen Zahlen und dem Ganzen; { $others } weitere ohne Wirkung auf Beträge
       *[other] { $words } Datenlücken zwischen diesen Zahlen und dem Ganzen; { $others } weitere ohne Wirkung auf Beträge
    }
gaps-about = Datenlücken, die schwersten zuerst
gaps-more-shown = { $n } weitere
coverage-about = Was jede Umgebung lieferte · Tage, Läufe des Zeitraums; Zeilen über alle Zeit
coverage-finding = { $complete } von { $all ->
        [one] { $all }~Umgebung
       *[other] { $all }~Umgebungen
    } vollständig; { $rejected } von { $read } Zeilen abgelehnt
coverage-rest = { $n ->
        [one] { $n }~weitere Umgebung
       *[other] { $n }~weitere Umgebungen
    }
coverage-rest-class = zusammengezählt, einzeln in executive.csv
coverage-days = { $some } von { $all }
drift-title = Spalten, die hinzukamen oder wegfielen
drift-came = Spalten von { $exports }, neu seit { $object }: { $columns }
drift-gone = Spalten von { $exports }, weggefallen, zuletzt in { $object }: { $columns }
drift-more-columns = { $columns } und { $n } weitere
drift-more = { $n ->
        [one] { $n }~weitere Änderung
       *[other] { $n }~weitere Änderungen
    }
drift-more-where = Sie stehen in executive.csv.

## Wie gerechnet wird

methods-title = Wie jede Kennzahl berechnet wird
methods-about = Eine Zeile der Tageswerte enthält die Summen eines Tages eines Projekts, in exakten Mikroeinheiten; alles hier ist deren Summe oder ein Quotient von Summen. Nicht Bewertetes ist leer und nie 0.
words-title = Was die Wörter bedeuten
word-session = Lauf
word-session-means = Eine Ausführung einer Automatisierung, wie der Export ihrer Umgebung sie meldet.
word-unit = Einheit
word-unit-means = Eine Arbeit, die sonst ein Mensch getan hätte: eine Rechnung, ein Fall.
word-baseline = Basiswert
word-baseline-means = Was eine Einheit von Hand braucht: Minuten, Personen, Stundensatz, und wie das ermittelt wurde.
word-freed = Freigesetzte und genutzte Zeit
word-freed-means = Arbeitszeit von Hand abzüglich Prüfung, Fehlschlägen und begleiteter Zeit, zum Stundensatz, mal dem genutzten Anteil. Sie steht in keinem Hauptbuch.
word-cash = Zahlungswirksame Ersparnis, vermiedene Ausgaben
word-cash-means = Beträge, die jemand mit Namen und Tag unterzeichnet hat.
word-promise = Zusage (SLA)
word-promise-means = Ein Anteil an Läufen oder Vorgängen, der in einem Zeitraum gelingen soll. Erreicht wird abgerundet, damit Verfehltes nie als erfüllt erscheint.
word-shapes = ● gehalten ◆ gefährdet ■ verletzt ○ nicht beurteilbar
word-shapes-means = Wie eine Zusage oder ein Ziel steht. ▲ und ▼ sagen, ob sich eine Zahl verbessert oder verschlechtert hat, und sonst nichts.
word-none = k.~A., nicht bewertet, n. a.
word-none-means = Es gibt nichts zu rechnen; niemand hat es gemessen; ein Quotient ohne Aussage, weil sein Teiler fast null ist. Nichts davon ist null.
inputs-title = Woraus dies entstanden ist
inputs-about = Dieselben Eingaben ergeben dieselben Seiten, Byte für Byte. Läufe stammen aus den Exporten der Umgebungen; was die Arbeit von Hand kostet und was gezahlt wird, aus den Dateien der Basiswerte, nach den Zeilen in jedem Rechenweg. Alle Tage sind Ortstage der Umgebungen.
input-baselines = Basiswerte
input-configuration = Konfiguration
input-outcome-maps = Ergebnislisten
input-templates = Vorlagen
input-definitions = Definitionen
input-manifest = Manifest

## Ziele und Zusagen

goals-about = Ziele, die schlechtesten zuerst, jedes in seinem Zeitraum, Stand Ende des Berichtszeitraums
goals-of-period = Ziele für { $period }
goals-all = alle Ziele
goals-key = Balken: Ist · Rahmen: Ziel · Strich: Soll bis heute
goals-how-to = Ziele in goals.csv eintragen: Kennzahl, Zielwert, Bereich, Zeitraum.
goals-note = Balken in Prozent des Ziels: gefüllt ist das Ist, der Rahmen das Ziel, der Strich das Soll bis heute. Sie enden bei 125 %.
goals-more = { $n } weitere
goals-unit-units = Einheiten
goals-unit-projects = Projekte
goals-rest = { $n ->
        [one] { $n }~weiteres Ziel ({ $standings }) steht in executive.csv.
       *[other] { $n }~weitere Ziele ({ $standings }) stehen in executive.csv.
    }
standing-counted = { $n } { $standing }
goals-none = Kein Ziel ist gesetzt
goals-good = { $n } erreicht oder im Plan
goals-at-risk = { $n } gefährdet
goals-off-track = { $n } nicht im Plan
goals-unmeasured = { $n } nicht messbar
goals-not-started = { $n } nicht begonnen
goals-furthest = { $standings }; am weitesten zurück liegt „{ $name }“ mit { $percent } des Erwarteten
promises-about = Zusagen, die schlechtesten zuerst · % der gültigen Läufe, Läufe
promises-how-to = Zusagen in objectives.csv eintragen: Projekt, was zugesagt ist, Zielwert, Zeitraum.
promises-note = Jede Zusage zählt oben einmal und ist gehalten, wenn sie es in allen ihren Zeiträumen war. Ein laufender Zeitraum ist im Plan oder gefährdet, und verletzt nur, wo so viele Fehlschläge kein Zufall sein können. Erreicht wird abgerundet, damit Verfehltes nie als erfüllt erscheint. Das Fehlerbudget sagt, wie viele Läufe scheitern dürfen; der Verbrauch, wie schnell es aufgebraucht wird: bei 1 reicht es genau für den Zeitraum.
promises-between = zwischen { $low } und { $high }
promises-rest = { $n ->
        [one] { $n }~weitere Zusage ({ $standings }; { $good } gut von { $valid } gültigen) steht in executive.csv.
       *[other] { $n }~weitere Zusagen ({ $standings }; { $good } gut von { $valid } gültigen) stehen in executive.csv.
    }
promises-stuck = { $n } hängend
promises-cancelled = { $n } abgebrochen
promises-unknown-end = { $n } unbekannt
promises-refused = { $percent } der guten abgelehnt
promises-none = Keine Zusage wurde gemacht
promises-unmeasured = Keine Zusage war messbar
promises-kept-some = { $n } gehalten
promises-broken-some = { $n } verletzt ({ $names })
promises-broken-unnamed = { $n } verletzt
promises-at-risk-some = { $n } gefährdet
promises-unmeasured-some = { $n } nicht messbar
promises-names-more = { $names } und { $n } weitere
promises-finding = { $n ->
        [one] { $standings } von { $n }~Zusage
       *[other] { $standings } von { $n }~Zusagen
    }

## Projekte, Abteilungen, Automatisierungen, Warteschlangen

automations-about = Automatisierungen nach gescheiterten Läufen, dann nach Läufen · Läufe, %, Dauer der Erfolge
automations-none-failed = { $n ->
        [one] Keine von { $n }~Automatisierung ist gescheitert
       *[other] Keine von { $n }~Automatisierungen ist gescheitert
    }
automations-failed = { $failing } von { $n ->
        [one] { $n }~Automatisierung
       *[other] { $n }~Automatisierungen
    } { $failing ->
        [one] scheiterte
       *[other] scheiterten
    } mindestens einmal
automations-rest = { $n ->
        [one] { $n }~weitere Automatisierung
       *[other] { $n }~weitere Automatisierungen
    } mit { $sessions ->
        [one] { $sessions }~Lauf
       *[other] { $sessions }~Läufen
    }, davon { $failed } gescheitert, in der CSV.
projects-about = Projekte nach Nettonutzen, die besten zuerst · { $currency }, Stunden, Läufe
projects-note = Ein Lauf für zwei Projekte zählt in beiden Zeilen und einmal in der Summe. Erfolg: gute Läufe von allen, die mit Erfolg, fachlicher Ausnahme, Fehlschlag oder Zeitüberschreitung endeten.
projects-unknown = Was die Projekte brachten, ist unbekannt
projects-none = Noch ist kein Projekt bekannt
projects-best = { $name } brachte am meisten: { $amount }
projects-best-share = { $name } brachte am meisten: { $amount }, { $percent } des Nettos
projects-none-returned = Kein Projekt brachte mehr, als es kostete
projects-finding = { $best }{ $lost }
lost-one = ; eines kostete { $amount } mehr, als es brachte
lost-several = ; { $words } zusammen kosteten { $amount } mehr, als sie brachten
lost-one-department = ; eine kostete { $amount } mehr, als sie brachte
projects-between = { $n ->
        [one] { $n }~Projekt
       *[other] { $n }~Projekte
    }
departments-between = { $n ->
        [one] { $n }~Abteilung
       *[other] { $n }~Abteilungen
    }
between-about = zwischen den besten und den letzten, zusammengezählt
shared-cost = Gemeinkosten
shared-cost-about = von keinem Projekt getragen
departments-about = Abteilungen nach Nettonutzen, die besten zuerst · { $currency }, Stunden
departments-unknown = Was die Abteilungen brachten, ist unbekannt
departments-none-returned = Keine Abteilung brachte mehr, als sie kostete
movers-about = Projekte nach ihrer Wirkung auf das Netto, { $money } · gegenüber { $window }
movers-about-alone = Projekte nach Netto, { $money }
movers-all = alle { $n }
movers-more = { $n ->
        [one] { $n }~weiteres Projekt
       *[other] { $n }~weitere Projekte
    }
movers-added-up = zusammengezählt
movers-shared = Gemeinkosten, nicht getragen
movers-shared-note = Tage, an denen kein Projekt lief
movers-attained = { $attained } von { $target }
movers-once = { $amounts } einmalig
movers-not-valued = nicht bewertet: kein Basiswert
movers-beyond-demand = { $done } erledigt, { $wanted } gefragt
movers-stale = Basiswert vom Stand { $month }
movers-vendor = laut Hersteller
movers-kept = { $kept } von { $measured } gemessenen gehalten
movers-none = Kein Projekt hat sich bewegt
movers-none-of = Kein Projekt von { $whom } hat sich bewegt
movers-most = { $name } bewegte am meisten: { $amount }
movers-best = { $name } brachte am meisten: { $amount }
errors-about = Gescheiterte und abgelaufene Läufe nach Fehler, die häufigsten zuerst · Läufe, % der Fehlschläge der Umgebung
errors-rest = { $n ->
        [one] { $n }~weiterer Fehler
       *[other] { $n }~weitere Fehler
    } mit { $failures ->
        [one] { $failures }~Fehlschlag
       *[other] { $failures }~Fehlschlägen
    } in executive.csv.
errors-no-code = ohne Code
errors-none = Kein Lauf ist gescheitert
errors-even = { $failures ->
        [one] { $failures }~Fehlschlag
       *[other] { $failures }~Fehlschläge
    }, { $n } Arten, je höchstens { $each }
errors-all-one = { $failures ->
        [one] { $failures }~Fehlschlag: { $code }
       *[other] Alle { $failures }~Fehlschläge: { $code }
    }
errors-most = { $n } von { $failures ->
        [one] { $failures }~Fehlschlag
       *[other] { $failures }~Fehlschlägen
    }: { $code }
items-about = Vorgänge jeder Warteschlange, je einmal nach dem letzten Versuch gezählt
items-done = { $n ->
        [one] { $n }~Vorgang wurde bearbeitet
       *[other] { $n }~Vorgänge wurden bearbeitet
    }
items-late = { $late } von { $n ->
        [one] { $n }~Vorgang
       *[other] { $n }~Vorgängen
    } { $late ->
        [one] kam
       *[other] kamen
    } zu spät
items-rest = { $n ->
        [one] { $n }~weitere Warteschlange
       *[other] { $n }~weitere Warteschlangen
    } mit { $items ->
        [one] { $items }~Vorgang
       *[other] { $items }~Vorgängen
    } in der CSV.
contents-title = Alle Seiten dieses Berichts
contents-departments = Abteilungen
contents-projects = Projekte
contents-more = { $projects } weitere Projekte haben je eine Seite: ihre Abteilungen führen hin.

## Was es wert ist

amounts-title = Was unterzeichnet ist und was es kostet, nach Zeile
amounts-about = Beträge in ihrer Währung, aus Zeilen, die in diesen Zeitraum reichen
amounts-note = Der Anteil des Projekts an Gemeinkosten steht in seinen Kosten und hat keine eigene Zeile.
amounts-once-over = { $months ->
        [one] einmalig, über { $months } Monat
       *[other] einmalig, über { $months } Monate
    }
amounts-once = einmalig
amounts-day = Tag
amounts-session = Lauf
amounts-item = Vorgang
amounts-machine-hour = Maschinenstunde
amounts-month = Monat
amounts-year = Jahr
amounts-from-to = { $from } bis { $to }
amounts-from = ab { $from }
amounts-signed = { $signer }, { $day }
amounts-unsigned = noch niemand: in keinem Nutzen
amounts-cashable = zahlungswirksam
amounts-avoidance = vermieden
amounts-build = Bau
amounts-change = Änderung
amounts-licence = Lizenz
amounts-infrastructure = Infrastruktur
amounts-support = Betreuung
amounts-overhead = Gemeinkosten
evidence-part = { $kind } { $size }
evidence-about = Nutzen von { $amount } nach Beleg
evidence-about-money = Nutzen nach Beleg, { $money }
evidence-both = { $measured } des Nutzens sind gemessen, { $signed } unterzeichnet
evidence-only-measured = { $measured } des Nutzens sind gemessen
evidence-only-signed = { $signed } des Nutzens sind unterzeichnet, nichts ist gemessen
evidence-none = Vom Nutzen ist nichts gemessen oder unterzeichnet
basis-part = { $percent } { $kind }
kit-about = Gesamteinsparung nach kit-2023 neben reckoner-1 · { $currency }
kit-all = Alle Projekte
kit-note = Die Formel des Kits auf die hier gezählten Läufe: jeder einmal, aus zählenden Umgebungen, nur der aufrufende. Ein Kit, das manche doppelt oder auch Testumgebungen zählte, nannte mehr. Es kennt weder Einheiten noch Bedarf noch Kosten; seine Einsparung wird mit dem Nettonutzen hier verglichen.
kit-overhead = Gemeinkosten
kit-overhead-why = der Pauschalsatz des Kits für den Betrieb entfällt: es gelten erfasste Kosten
kit-failed-runs = gescheiterte Läufe
kit-failed-runs-why = die Pauschale des Kits je Behebung entfällt: gescheiterte Einheiten kosten Minuten
kit-volume = Menge und Minuten
kit-volume-why = Einheiten je Lauf bis zum Bedarf, automatisierter Anteil, verbleibende Fehler, abzüglich Prüfung, gescheiterter Einheiten und begleiteter Zeit
kit-put-to-use = genutzt
kit-put-to-use-why = der genutzte Teil freigesetzter Kapazität, ohne das, was unterzeichnete Ersparnis ersetzt
kit-signed = unterzeichneter Nutzen
kit-signed-why = zahlungswirksame und vermiedene Ausgaben
kit-costs = Kosten
kit-costs-why = für Bau, Änderung und Betrieb, wie erfasst
kit-start = laut Kit
kit-start-why = Erfolge abzüglich Betrieb, abzüglich der Kosten gescheiterter Läufe
kit-end = Nettonutzen hier
kit-end-why = die Summe
kit-nothing = Das Kit des Herstellers hätte nichts genannt: kein Basiswert sagt, wie oft die Arbeit anfällt
kit-same = Das Kit des Herstellers hätte { $kit } Einsparung genannt, ebenso der Nettonutzen hier
kit-more = Das Kit des Herstellers hätte { $kit } Einsparung genannt; der Nettonutzen hier ist { $net }, { $apart } mehr
kit-less = Das Kit des Herstellers hätte { $kit } Einsparung genannt; der Nettonutzen hier ist { $net }, { $apart } weniger
months-hours = Gewonnene Stunden
months-title = { $unit ->
        [day] Die Rechnung nach Tagen
        [week] Die Rechnung nach Wochen
       *[month] Die Rechnung nach Monaten
    }
months-about = { $money }, Stunden
payback-label = Erwirtschaftet abzüglich bezahlt, kumuliert nach Monaten: { $finding }
payback-about = Erwirtschaftet abzüglich bezahlt seit Beginn, kumuliert, in { $money } · { $from } bis { $to }
payback-note = Datiert nach Zahlung: Kosten je Monat oder Jahr im Voraus, unterzeichneter Nutzen nachträglich. Der Barwert umfasst, was bis heute erwirtschaftet und bezahlt wurde, und keine Zukunft.
payback-reached = { $n ->
        [one] Amortisiert am { $day }, nach { $n }~Tag
       *[other] Amortisiert am { $day }, nach { $n }~Tagen
    }
payback-missing = Noch nicht amortisiert: es fehlen { $amount }
payback-never = Es kostete nie mehr, als es gebracht hatte
payback-net = Nettonutzen
payback-cash = Zahlungen
payback-no-outlay = k.~A.: der erste Monat brachte mehr, als er kostete
periods-label = { $unit ->
        [day] Nettonutzen nach Tagen: { $finding }
        [week] Nettonutzen nach Wochen: { $finding }
       *[month] Nettonutzen nach Monaten: { $finding }
    }
periods-about = { $unit ->
        [day] Nettonutzen in { $money } nach Tagen · { $period }
        [week] Nettonutzen in { $money } nach Wochen · { $period }
       *[month] Nettonutzen in { $money } nach Monaten · { $period }
    }
periods-plan-about = { $unit ->
        [day] Nettonutzen und Plan in { $money } nach Tagen · { $period }
        [week] Nettonutzen und Plan in { $money } nach Wochen · { $period }
       *[month] Nettonutzen und Plan in { $money } nach Monaten · { $period }
    }
periods-figures = Die Zahlen hinter dem Diagramm
periods-incomplete = { $n ->
        [one] { $n }~Schritt mit gepunktetem Rand ist unvollständig: er wächst, sobald { $names } Fehlendes liefert.
       *[other] { $n }~Schritte mit gepunktetem Rand sind unvollständig: sie wachsen, sobald { $names } Fehlendes liefert.
    }
periods-cut = { $unit ->
        [week] { $period } umfasst nur { $days } der Woche und hat ebenfalls einen gepunkteten Rand.
       *[month] { $period } umfasst nur { $days } des Monats und hat ebenfalls einen gepunkteten Rand.
    }
periods-days = { $n ->
        [one] { $n }~Tag
       *[other] { $n }~Tage
    }
periods-none-known = { $unit ->
        [day] Kein Tag dieses Zeitraums ist bekannt
        [week] Keine Woche dieses Zeitraums ist bekannt
       *[month] Kein Monat dieses Zeitraums ist bekannt
    }
periods-none-complete = { $unit ->
        [day] Noch kein Tag dieses Zeitraums ist vollständig
        [week] Noch keine Woche dieses Zeitraums ist vollständig
       *[month] Noch kein Monat dieses Zeitraums ist vollständig
    }
periods-returned = { $period } brachte { $amount }
periods-best = { $unit ->
        [day] { $period } ist mit { $amount } der beste von { $words } vollständigen Tagen
        [week] { $period } ist mit { $amount } die beste von { $words } vollständigen Wochen
       *[month] { $period } ist mit { $amount } der beste von { $words } vollständigen Monaten
    }
periods-weakest = { $unit ->
        [day] { $period } ist mit { $amount } der schwächste von { $words } vollständigen Tagen
        [week] { $period } ist mit { $amount } die schwächste von { $words } vollständigen Wochen
       *[month] { $period } ist mit { $amount } der schwächste von { $words } vollständigen Monaten
    }
periods-number = { $unit ->
        [day] { $period } liegt mit { $amount } auf Platz { $place } von { $words } vollständigen Tagen
        [week] { $period } liegt mit { $amount } auf Platz { $place } von { $words } vollständigen Wochen
       *[month] { $period } liegt mit { $amount } auf Platz { $place } von { $words } vollständigen Monaten
    }
periods-best-and-weakest = { $unit ->
        [day] Bester Tag { $best } mit { $most }, schwächster vollständiger Tag { $worst } mit { $least }
        [week] Beste Woche { $best } mit { $most }, schwächste vollständige Woche { $worst } mit { $least }
       *[month] Bester Monat { $best } mit { $most }, schwächster vollständiger Monat { $worst } mit { $least }
    }
periods-all-same = { $unit ->
        [day] Jeder vollständige Tag brachte gleich viel
        [week] Jede vollständige Woche brachte gleich viel
       *[month] Jeder vollständige Monat brachte gleich viel
    }
key-this-period = dieser Zeitraum
key-planned = geplant
key-before = davor
key-incomplete = unvollständig

## Der Nutzen, Stufe für Stufe

rungs-about = Nutzen nach Art, Kosten und Netto · { $currency }
rung-recaptured = Freigesetzte und genutzte Zeit
rung-recaptured-means = freigesetzte und genutzte Arbeitszeit; kalkulatorisch
rung-errors = Vermiedene Fehler
rung-errors-means = entfallene Nacharbeit; kalkulatorisch
rung-cashable = Zahlungs{"\u00AD"}wirksam gespart (unter{"\u00AD"}zeichnet)
rung-cashable-means = unterzeichnet, aus dem Budget entfallen; hart
rung-avoidance = Vermiedene Ausgaben (unter{"\u00AD"}zeichnet)
rung-avoidance-means = unterzeichnet, musste nie ausgegeben werden
rung-benefit = Nutzen
rung-benefit-means = die Summe der vier
rung-build = Kosten für Bau und Änderung
rung-build-means = periodengerecht: auf ihre Tage verteilt
rung-run = Betriebs{"\u00AD"}kosten
rung-run-means = Lizenzen, Infrastruktur, Betreuung, Gemeinkosten
rung-net = Netto{"\u00AD"}nutzen
rung-net-means = Nutzen − Kosten
rung-cash-result = Zahlungs{"\u00AD"}ergebnis
rung-cash-result-means = zahlungswirksam − Kosten: was das Hauptbuch sieht
rungs-part-share = { $part }: { $percent } des Nutzens
rungs-part-largest = größter Teil: { $part }
rungs-part-recaptured = freigesetzte und genutzte Zeit
rungs-part-errors = vermiedene Fehler
rungs-part-cash = unterzeichnete Ersparnis
rungs-part-avoided = vermiedene Ausgaben
rungs-nothing = Nichts brachte Nutzen; es bleiben { $cost } Kosten
rungs-loss = { $brought }, doch { $cost } Kosten übersteigen alle { $benefit }
rungs-gain = { $brought }; Kosten nehmen { $cost } von { $benefit }
rungs-nobody = kein Projekt hat im Zeitraum einen Basiswert und einen Kurs für seine Währung
rungs-run-rate = 4 × Netto der letzten drei vollen Monate, ohne Einmaliges
rungs-a-year = { $amount } im Jahr
rungs-no-amount = kein Projekt hat in diesem Zeitraum einen solchen Betrag
rungs-shared = von allen Projekten geteilt
rungs-contributor = { $name } (Basiswert: { $basis })
rungs-more = { $n ->
        [one] { $n }~weiteres Projekt
       *[other] { $n }~weitere Projekte
    }
rungs-no-roi = k.~A. (keine Kosten)

## Rechenwege

workings-title = Wie die Zahlen entstanden sind
workings-between = { $n ->
        [one] { $n } Abschnitt dazwischen, von { $from } bis { $to }: in der Summe unten enthalten
       *[other] { $n } Abschnitte dazwischen, von { $from } bis { $to }: in der Summe unten enthalten
    }
workings-stretch = { $days }, nach { $line }
workings-stretch-evidence = { $days }, nach { $line } ({ $evidence })
workings-cases = { $n } Fälle
workings-sum = Alle Tage zusammen, { $currency }
working-not-valued = nicht bewertet
working-nothing-valued = an diesen Tagen war nichts bewertbar
working-units = Einheiten
working-units-how = { $successes } von { $sessions } Läufen erfolgreich × { $each } je Lauf × { $share }
working-units-items = erfolgreiche Vorgänge der Warteschlangen × zugeordneter Anteil
working-units-valued = bewertete Einheiten
working-within-demand = alle innerhalb des Bedarfs
working-capped = auf den Monatsbedarf begrenzt
working-units-done = { $units } Einheiten erledigt, auf den Bedarf begrenzt
working-labour = Arbeit, min
working-labour-how = { $units } Einheiten × { $minutes } min × { $people } × { $percent } automatisiert
working-net-min = netto, min
working-net-min-how = { $labour } Arbeit − { $review } Prüfung − { $failures } Fehlschläge − { $attended } begleitet
working-net-min-is = { $minutes } ({ $hours }~h)
working-net-minutes = Nettominuten
working-net-minutes-how = Arbeit { $labour } − Prüfung { $review } − Fehlschläge { $failures } − begleitet { $attended }
working-net-minutes-are = { $minutes } min = { $hours }~h
working-capacity = Kapazität
working-capacity-how = { $minutes } min ÷ 60 × { $rate } { $currency } je Stunde{ $exchange }
working-capacity-of-all = Nettominuten ÷ 60 × Stundensatz jedes Projekts × Wechselkurs
working-no-rate = {" "}× kein Kurs von { $from } in { $into }
working-rate = {" "}× { $rate } { $into } je { $from }
working-recaptured = genutzt
working-recaptured-how = { $capacity } Kapazität × { $percent } genutzt
working-recaptured-replaced = ({ $capacity } Kapazität − { $replaced } unterzeichnete Ersparnis an ihrer Stelle) × { $percent } genutzt
working-recaptured-lost = { $used } − { $lost } verloren an Tagen, die mehr Zeit kosteten als freisetzten
working-recaptured-of-all = (Kapazität über 0 − zahlungswirksame Ersparnis an ihrer Stelle) × Nutzungsgrad jedes Projekts + Kapazität unter 0
working-errors = vermiedene Fehler
working-errors-how = { $units } Einheiten × { $percent } weniger Fehler × { $minutes } min Nacharbeit × { $people } ÷ 60 × { $rate } { $currency } je Stunde{ $exchange } × { $used } genutzt
working-break-even = Gewinnschwelle
working-break-even-how = 1 − { $net } Netto ÷ { $claimed } aus geltend gemachten Minuten: bei diesem Anteil ist das Netto 0
working-person = { $n }~Person
working-people = { $n }~Personen
working-full-share = { $percent } Anteil
working-average-share = { $percent } Anteil (im Mittel)
working-metered-share = zugeordneter Anteil
working-benefit = Nutzen
working-benefit-how = { $recaptured } genutzte Zeit + { $errors } vermiedene Fehler + { $cashable } zahlungswirksam + { $avoidance } vermieden
working-cost = Kosten
working-cost-how = { $build } Bau und Änderung + { $run } Betrieb
working-net = Netto
working-cash-result = Zahlungsergebnis
working-cash-result-how = { $cashable } zahlungswirksam − { $cost } Kosten
working-not-in-it = nicht enthalten
working-not-in-it-how = { $freed } freigesetzte Zeit + { $avoided } vermiedene Ausgaben
working-roi = ROI
working-run-rate = Jahresrate
working-a-unit = je Einheit
working-a-unit-how = Kosten ÷ Einheiten, neben den Kosten von Hand
working-a-unit-is = { $cost }, von Hand { $manual }
working-from = aus
working-none = keine

## Mails

mail-whose = { $part } · { $estate }
mail-when = { $window } · { $money } · { $told }
mail-finding = Nettonutzen { $net } { $money }
mail-finding-against = Nettonutzen { $net } { $money }, { $change } { $against }
mail-missing = Datenlücken
mail-trust = Wie belastbar es ist
mail-what = Was, und worum es geht
mail-who = Wer
mail-figures = Die Zahlen
mail-figure = Kennzahl
mail-against = Vergleich und Wissenswertes
mail-net = Netto
mail-net-in = Netto, { $money }
mail-benefit = Nutzen
mail-cost = Kosten
mail-period = Zeitraum
mail-period-incomplete = unvollständig: { $names }
mail-picture = { $finding }. { $about }
mail-cause = Ursache
mail-all = Gesamt
mail-project = Projekt
mail-change = Veränderung
mail-hours = Stunden
mail-promise = Zusage
mail-actual = Ist
mail-expected = Soll bis heute
mail-target = Ziel
mail-goal = Ziel
mail-stands = Stand
mail-rest = { $rest }.
mail-promises-more = { $n ->
        [one] { $n }~weitere Zusage: keine steht schlechter als diese.
       *[other] { $n }~weitere Zusagen: keine steht schlechter als diese.
    }
mail-kept-percent = Gehalten, %
mail-target-percent = Ziel, %
mail-estate = das Ganze
mail-made-for = Für Leser von { $whose }: { $days } durch Auftrag { $job }, Publikation { $publication }.
mail-made-by = Methode { $method }, { $program }.
mail-made-by-of-files = Methode { $method }, { $program }, { $files } Dateien.
mail-changed-since = Was sich seit Ihrer Fassung vom { $day } geändert hat
mail-changed-nothing = Keine der Kennzahlen am Anfang dieses Berichts; was sich geändert hat, steht in seinen Einzelheiten.
mail-changed-money = { $name }: { $now }~{ $currency }, vorher { $before } ({ $by })
mail-changed-number = { $name }: { $now }, vorher { $before } ({ $by })
mail-changed-money-new = { $name }: { $now }~{ $currency }, vorher nicht bekannt
mail-changed-number-new = { $name }: { $now }, vorher nicht bekannt
mail-changed-gone = { $name }: nicht mehr bekannt
mail-lead-net = Nettonutzen
mail-lead-benefit = Nutzen
mail-lead-cost = Kosten
mail-lead-hours-returned = Gewonnene Stunden
mail-lead-promises-broken = Verletzte Zusagen
mail-lead-promises-at-risk = Gefährdete Zusagen
mail-lead-goals-off-track = Ziele nicht im Plan
mail-lead-decisions = Anstehende Entscheidungen
mail-lead-doubts = Zweifel an den Zahlen
notice-title = { $n ->
        [one] { $n } Mail von { $job } kam nicht an, { $window }
       *[other] { $n } Mails von { $job } kamen nicht an, { $window }
    }
notice-preheader = { $n ->
        [one] { $n } Mail von { $job } kam nicht an
       *[other] { $n } Mails von { $job } kamen nicht an
    }
notice-headline = { $n ->
        [one] { $n } Mail von { $job } kam nicht an
       *[other] { $n } Mails von { $job } kamen nicht an
    }; verlangt { $asked ->
        [one] war { $asked } Mail
       *[other] waren { $asked } Mails
    }
notice-which = Welche, warum und was zu tun ist
notice-mail = An wen und was
notice-why = Warum
notice-foot = Die Empfänger erfahren davon nichts.
notice-not-made = Sie konnte nicht erstellt werden: { $why }. Das beheben: der nächste Lauf von { $job } erstellt sie.
notice-unseeing = { $line }: der Bereich enthält kein Projekt. Die Zeile berichtigen oder entfernen.
notice-unknown = Ob der Server sie hat, ist nicht bekannt: { $told }. Den Empfänger fragen; kam sie nicht an, erneut senden: { $command }
notice-refused = Der Server hat sie abgelehnt: { $told }. Beheben, was er nennt, dann: { $command }
notice-nothing-said = keine Angabe
subject = { $whose }, { $when }: { $finding }
subject-incomplete = {" "}[unvollständig: { $names }]
subject-incomplete-more = {" "}[unvollständig: { $names } und { $n } weitere]

## Arbeitsmappen

book-read-me = Lies mich
book-check = Prüfung
book-title = { $report }: { $estate }
book-estate = Ganzes
book-scope = Bereich
book-whole-estate = das Ganze
book-window = Zeitraum
book-amounts = Beträge
book-amounts-in = in { $currency }
book-message = Botschaft
book-method = Methode
book-job = Auftrag
book-publication = Publikation
book-made-by = Erstellt mit
book-how-to-read = Lesehinweis
book-how-to-read-is = Eine leere Zelle ist nicht definiert, was nicht 0 ist. Spalten tragen die Namen der Marts. Zellen behalten alle Stellen; wie viele zu sehen sind, bestimmt ihr Format.
book-what-if = Was wäre, wenn
book-what-if-is = Schattierte Zellen in Annahmen und Wirkung dürfen geändert werden: Wirkung folgt, und dort wie in Prüfung steht, was nicht mehr dem Publizierten entspricht.
book-nothing-missing = Nichts: alle Zeilen sind gelesen, alle Arbeit ist zugeordnet und bewertet.
book-gaps-more = { $n ->
        [one] { $n } weitere Datenlücke: siehe Gaps.
       *[other] { $n } weitere Datenlücken: siehe Gaps.
    }
book-cut-texts = { $n ->
        [one] { $n } Text länger als { $limit } Zeichen, mehr als eine Zelle fasst: gekürzt und so gekennzeichnet.
       *[other] { $n } Texte länger als { $limit } Zeichen, mehr als eine Zelle fasst: gekürzt und so gekennzeichnet.
    }
book-cut = {" "}… [gekürzt: { $n } Zeichen]

## Kennzahlen: ihre Namen und was jede ist; die Marts nennen sie bei ihren Schlüsseln

figure-units = Einheiten
figure-units-is = (succeeded + succeeded_with_exceptions) × share × units_per_session
figure-units_valued = bewertete Einheiten
figure-units_valued-is = min(units, Rest von demand_per_month)
figure-labour_minutes = Arbeitsminuten
figure-labour_minutes-is = units_valued × minutes_per_unit × people × automated_share
figure-review_minutes = Prüfminuten
figure-review_minutes-is = units × review_minutes_per_unit
figure-failure_minutes = Fehlschlagminuten
figure-failure_minutes-is = (failed + timed_out) × share × units_per_session × failure_minutes_per_unit
figure-attended_minutes = begleitete Minuten
figure-attended_minutes-is = Dauer gültiger begleiteter und lokaler Läufe × share, wo attended_deducts gilt
figure-net_minutes = Nettominuten
figure-net_minutes-is = labour_minutes − review_minutes − failure_minutes − attended_minutes
figure-rework_minutes_saved = gesparte Nacharbeitsminuten
figure-rework_minutes_saved-is = units_valued × (error_rate − automated_error_rate) × rework_minutes × rework_people; in keinen anderen Minuten enthalten
figure-capacity = Kapazität
figure-capacity-is = net_minutes / 60 × hourly_rate × Wechselkurs
figure-recaptured = freigesetzte und genutzte Zeit
figure-recaptured-is = (capacity über 0 − cashable an ihrer Stelle) × conversion + capacity unter 0, nach Tagen
figure-error_avoidance = vermiedene Fehler
figure-error_avoidance-is = rework_minutes_saved / 60 × hourly_rate × Wechselkurs × conversion
figure-labour_value = Arbeitswert
figure-labour_value-is = labour_minutes / 60 × hourly_rate × Wechselkurs: was die bewerteten Einheiten von Hand kosten
figure-labour_claimed = geltend gemachter Arbeitswert
figure-labour_claimed-is = labour_value × conversion
figure-soft = kalkulatorischer Nutzen
figure-soft-is = recaptured + error_avoidance
figure-cashable = zahlungswirksam
figure-cashable-is = Nutzen, der das Hauptbuch erreicht, aus Zeilen mit signed_by und signed_on
figure-avoidance = vermiedene Ausgaben
figure-avoidance-is = Nicht entstandene Kosten, aus Zeilen mit signed_by und signed_on
figure-unsigned = nicht unterzeichnet
figure-unsigned-is = Beides, aus Zeilen, die bis zum letzten Tag niemand unterzeichnet hatte: in keinem Nutzen
figure-benefit = Nutzen
figure-benefit-is = recaptured + error_avoidance + cashable + avoidance
figure-cost_build = Baukosten
figure-cost_build-is = Kosten der Arten build und change
figure-cost_run = Betriebskosten
figure-cost_run-is = Alle übrigen Kosten
figure-cost = Kosten
figure-cost-is = cost_build + cost_run
figure-net = Netto
figure-net-is = benefit − cost
figure-cash_result = Zahlungsergebnis
figure-cash_result-is = cashable − cost: was das Hauptbuch sieht
figure-hours_returned = gewonnene Stunden
figure-hours_returned-is = net_minutes / 60
figure-roi = ROI
figure-roi-is = net / cost; leer, wo nichts ausgegeben oder nichts bewertet wurde
figure-fte = Vollzeitstellen
figure-fte-is = hours_returned / (productive_hours × Tage des Zeitraums als Teile ihrer Jahre)
figure-run_rate = Jahresrate
figure-run_rate-is = 4 × net der letzten drei vollen Monate, ohne einmalig gezahlte und nicht verteilte Zeilen
figure-break_even = Gewinnschwelle
figure-break_even-is = 1 − net / labour_claimed: der Anteil der geltend gemachten Minuten, bei dem net 0 ist
figure-savings_at_risk = gefährdeter Nutzen
figure-savings_at_risk-is = Nutzen über 0 von Projekten mit verletzter oder gefährdeter Zusage; keine Verlustprognose
figure-unit-units = Einheiten
figure-unit-minutes = min
figure-unit-hours = h
figure-unit-fte = VZÄ
book-no-check = Keine Tabelle summiert sich zu einem publizierten Betrag.
book-missing = Was fehlt
book-sheet = Tabelle
book-holds = Inhalt
book-rows = Zeilen
book-column = Spalte
book-on = In
book-unit = Einheit
book-means = Bedeutung
book-times = Mal
book-check-sheet = Tabelle
book-check-column = Spalte
book-check-sum = Summe der Zeilen
book-check-published = publiziert
book-check-difference = Abweichung
book-check-verdict = Ergebnis
book-agrees = stimmt
book-differs = weicht ab
book-all-agree = Alle { $n } Summen der Tabellen stimmen mit dem Publizierten überein.
book-some-differ = Summen weichen vom Publizierten ab: siehe Prüfung.
book-foot = &LPublikation { $publication }&CBeträge in { $currency }&RSeite &P von &N

## Tabellen einer Arbeitsmappe und die Bedeutung jeder Spalte; die Köpfe sind die Namen der Marts

sheet-why-it-moved = Warum bewegt
sheet-why-it-moved-is = Was das Netto gegenüber dem Vorzeitraum verändert hat, nach Ursache
sheet-moves = Bewegungen
sheet-moves-is = Vom Netto des Vorzeitraums zu dem dieses Zeitraums, nach Projekt und Ursache
column-in-the-order-in-which-causes-are = In der Reihenfolge, in der Ursachen unterschieden werden
column-what-moved = Was sich bewegt hat
column-of-exchange-rates = Bei Wechselkursen
column-what-that-did-to-the-net = Wirkung auf das Netto
column-what-that-cause-did-to-the-net = Wirkung dieser Ursache auf das Netto
column-its-id-is-what-all-share = Kennung; `*` sind Gemeinkosten
column-its-name-on-the-windows-last-day = Name am letzten Tag des Zeitraums
column-net-of-the-window-before-it = net des Vorzeitraums
column-net-of-this-window = net dieses Zeitraums
column-what-it-was = Vorher
column-what-it-is = Jetzt
sheet-plan = Plan
sheet-plan-is = Was geplant war, je Projekt, im Vergleich zum Ist
column-planned-units = Geplante Einheiten
column-what-they-and-planned-lines-bring = Was sie und geplante Posten bringen
column-planned-to-be-spent = Geplante Kosten
column-plan-benefit-less-plan-cost = plan_benefit − plan_cost
column-what-was-done = Ist
column-net-less-plan-net = net − plan_net
column-net-by-plan-net = net / plan_net, wo ein Gewinn geplant war
column-why-there-is-no-attainment = Warum keine angegeben ist
sheet-assumptions = Annahmen
sheet-assumptions-is = Wie die Zahlen entstehen, eine Zeile je Abschnitt von Tagen: eine schattierte Zelle ändern, und Wirkung folgt
sheet-outcome = Wirkung
sheet-outcome-is = Was aus den Annahmen folgt, neben dem Publizierten
column-first-day-of-the-stretch = Erster Tag des Abschnitts
column-last-day-of-the-stretch = Letzter Tag des Abschnitts
column-where-its-baseline-stands = Wo sein Basiswert steht
assumed-units-done = Annahme: erledigte Einheiten
assumed-of-these-more-than-the-months-demand-and = Annahme: davon mehr als der Monatsbedarf und ohne Nutzen
assumed-units-valued = Einheiten − über Bedarf
assumed-how-long-a-unit-takes-by-hand = Annahme: wie lange eine Einheit von Hand dauert
assumed-how-many-work-on-a-unit = Annahme: wie viele Personen an einer Einheit arbeiten
assumed-the-part-of-that-work-that-is-automated = Annahme: der automatisierte Anteil dieser Arbeit
column-what-it-would-have-taken-by-hand = Was von Hand nötig gewesen wäre
assumed-of-people-for-review-failures-and-attending = Annahme: Zeit von Personen für Prüfung, Fehlschläge und Begleitung
assumed-net-minutes = Arbeitsminuten − aufgewandte Minuten
assumed-what-an-hour-of-that-work-costs-in = Annahme: was eine Stunde dieser Arbeit kostet, in der Währung daneben
column-the-currency-of-the-hourly-rate = Die Währung des Stundensatzes
assumed-what-one-of-that-currency-is-in-the = Annahme: was eine Einheit dieser Währung in der Berichtswährung wert ist; leer: kein Kurs, nicht bewertet
assumed-capacity = Nettominuten ÷ 60 × Stundensatz × Wechselkurs
assumed-capacity-of-days-that-took-people-more-time = Annahme: Kapazität von Tagen, die mehr Zeit kosteten, als sie freisetzten; ohne Nutzungsanteil
assumed-signed-cash-that-stands-in-the-place-of = Annahme: unterzeichneter zahlungswirksamer Nutzen, der Kapazität ersetzt
assumed-the-part-of-freed-time-that-is-put = Annahme: der genutzte Anteil der freigesetzten Zeit
assumed-recaptured = (Kapazität − verlorene − ersetzte) × Nutzungsanteil + verlorene
assumed-so-many-fewer-of-the-units-go-wrong = Annahme: um diesen Anteil weniger Einheiten gehen schief als von Hand
assumed-how-long-it-takes-to-mend-one = Annahme: wie lange die Nacharbeit an einer dauert
assumed-how-many-mend-it = Annahme: wie viele Personen nacharbeiten
assumed-error-avoidance = Bewertete Einheiten × vermiedene Fehler × Nacharbeit, zu denselben Sätzen; was häufiger schiefgeht als von Hand, zählt ohne Nutzungsanteil
assumed-soft = Freigesetzte und genutzte Zeit + vermiedene Fehler
assumed-rest = Was das Runden Zeile für Zeile übrig ließ; es steht in der Formel dieses Namens
column-the-column-of-the-marts-of-this-name = Die Spalte der Marts mit diesem Namen
column-as-the-assumptions-are-now-a-shaded-cell-is-one-of-them = Nach den jetzigen Annahmen; eine schattierte Zelle ist eine davon
column-as-it-was-published = Wie publiziert
follows-difference = Jetzt − publiziert
column-whether-it-is-still-what-was-published = Ob es noch das Publizierte ist
follows-hours-returned = Nettominuten ÷ 60
follows-roi = Netto ÷ Kosten
follows-recaptured = Freigesetzte und genutzte Zeit
follows-error-avoidance = Vermiedene Fehler
follows-cashable = Annahme: zahlungswirksame Einsparung, unterzeichnet
follows-avoidance = Annahme: vermiedene Ausgaben, unterzeichnet
follows-benefit = Die vier darüber
follows-cost-build = Annahme: Kosten für Bau und Änderung
follows-cost-run = Annahme: Betriebskosten
follows-cost = Die zwei darüber
follows-net = Nutzen − Kosten
follows-cash-result = Zahlungswirksamer Nutzen − Kosten
follows-as-published = wie publiziert
follows-differs = weicht vom Publizierten ab
sheet-summary = Übersicht
sheet-summary-is = Das Ganze: dieser Zeitraum und der davor, nach jeder Methode
sheet-value-ladder = Nutzenstufen
sheet-value-ladder-is = Von freigesetzter Zeit bis zu Netto und Zahlungen, dieser Zeitraum und der davor
sheet-evidence = Belege
sheet-evidence-is = Worauf der Nutzen beruht: wie Basiswerte ermittelt sind und was unterzeichnet ist
sheet-projects = Projekte
sheet-projects-is = Eine Zeile je Projekt, der beste Nettonutzen zuerst
sheet-departments = Abteilungen
sheet-departments-is = Eine Zeile je Abteilung, der beste Nettonutzen zuerst
sheet-trend = Verlauf
sheet-trend-is = Eine Zeile je Zeitschritt, der älteste zuerst
sheet-other-methods = Andere Methoden
sheet-other-methods-is = Eine Zeile je Projekt, nach jeder Methode außer der führenden
column-the-way-to-value-sessions = Wie Läufe bewertet werden
column-this-window-or-the-one-before-it = Dieser Zeitraum oder der davor
column-first-day = Erster Tag
column-last-day = Letzter Tag
column-the-value-column-of-this-name = Die Wertspalte dieses Namens
column-in-this-window = In diesem Zeitraum
column-in-the-window-before-it = Im Vorzeitraum
column-amount-previous = amount − previous
column-what-that-part-rests-on = Worauf dieser Teil beruht
column-that-part-of-the-benefit = Dieser Teil des Nutzens
column-its-department-on-the-last-day = Abteilung am letzten Tag
column-how-far-it-is = Wie weit es ist
column-what-its-baselines-rest-on = Worauf die Basiswerte beruhen
column-what-to-know-before-quoting-it = Vor dem Zitieren zu wissen
column-its-id-belongs-to-none = Kennung; `*` gehört zu keiner
column-its-name = Name
column-in-the-window-or-before-it = Im Zeitraum oder davor
column-who-told-too-little-of-it = Wer zu wenig lieferte
column-how-many-work-for-it = Wie viele für sie arbeiten
sheet-promises = Zusagen
sheet-promises-is = Eine Zeile je Zusage und Zeitraum
sheet-decisions = Entscheidungen
sheet-decisions-is = Was nach Regeln zu entscheiden ist
sheet-goals = Ziele
sheet-goals-is = Eine Zeile je Ziel
column-its-id = Kennung
column-whose-promise-it-is = Wessen Zusage
column-its-days = Tage
column-what-was-promised = Was zugesagt ist
column-how-it-stands = Stand
column-how-it-stands-in-words = Stand in Worten
column-the-rule = Die Regel
column-the-project-or-the-goal = Das Projekt oder das Ziel
column-whose-it-is-empty-of-a-goal = Wessen; leer bei einem Ziel
column-the-projects-name = Name des Projekts
column-of-a-broken-promise = Bei einer verletzten Zusage
column-what-is-at-stake = Worum es geht
column-who-is-asked = Wer gefragt ist
column-by-when = Bis wann
column-the-goal-it-is-a-part-of = Das Ziel, zu dem es gehört
column-who-answers-for-it = Wer verantwortlich ist
column-what-it-counts = Was es zählt
column-the-figure-that-it-is-about = Die Kennzahl
column-what-the-next-four-columns-count = Was die nächsten vier Spalten zählen
column-those-that-kept-it = Die sie hielten
column-those-it-speaks-of = Für die sie gilt
column-left-out-by-exclusions = Durch Ausnahmen weggelassen
column-the-share-promised = Der zugesagte Anteil
column-good-valid = good / valid
column-1-target-valid = (1 − target) × valid
column-what-is-left-of-it = Was davon übrig ist
column-how-fast-the-budget-is-used-up = Wie schnell das Budget verbraucht wird: 1 reicht genau
column-lower-end-of-wilsons-95-interval = Unteres Ende des Wilson-Intervalls, 95 %
column-upper-end-of-it = Oberes Ende
column-open-for-too-long = Zu lange offen: gültig und nicht gut
column-in-neither-valid-nor-good = Weder gültig noch gut
column-of-the-good-refused = Von den guten: fachlich richtig abgelehnt
column-of-the-good-straight-through = Von den guten: ohne Ausnahme
column-to-be-reached-in-the-period = Im Zeitraum zu erreichen
column-reached-so-far = Bisher erreicht
column-the-plan-up-to-the-windows-end = Das Soll bis zum Ende des Zeitraums
column-actual-expected = actual − expected_by_now
column-actual-target = actual / target
sheet-automations = Automatisierungen
sheet-automations-is = Eine Zeile je Automatisierung mit Läufen
sheet-items = Vorgänge
sheet-items-is = Eine Zeile je Automatisierung und Warteschlange, Vorgänge einmal gezählt
sheet-errors = Fehler
sheet-errors-is = Eine Zeile je Automatisierung und Fehler, die häufigsten zuerst
sheet-coverage = Datenlage
sheet-coverage-is = Was jede Umgebung lieferte
sheet-gaps = Datenlücken
sheet-gaps-is = Was nicht gezählt werden konnte, das Schwerste zuerst
column-where-it-runs = Wo sie läuft
column-its-id-there = Kennung dort
column-which-it-works-for = Für welche sie arbeitet
column-who-worked-on-them = Wer sie bearbeitete
column-where-they-waited = Wo sie warteten
column-which-they-work-for = Für welche sie arbeiten
column-whose-error-it-is = Wessen Fehler
column-as-the-satellite-says-it = Wie die Umgebung ihn nennt
column-where-it-happened = Wo es geschah
column-first-seen-in-the-window = Zuerst im Zeitraum gesehen
column-last-seen-in-the-window = Zuletzt im Zeitraum gesehen
column-what-it-is-for = Wofür sie da ist
column-the-first-it-ever-told-of = Der erste Tag mit Daten
column-columns-that-came-or-went = Spalten, die hinzukamen oder wegfielen
column-in-the-order-in-which-to-worry = In der Reihenfolge der Schwere
column-where = Wo
column-what-is-missing = Was fehlt
column-what-that-means-for-the-figures = Folge für die Zahlen
column-what-to-do = Was zu tun ist
column-done-by-their-deadline = Termingerecht erledigt
column-done-after-it = Danach erledigt
column-time-worked-on-them = Bearbeitungszeit
column-worked-on-for-no-project = Für kein Projekt bearbeitet
column-sessions-that-ended-so = Läufe mit diesem Ende
column-works-for-any = Arbeitet für ein Projekt
column-successes-of-the-sessions-that-ended = Erfolge unter den beendeten Läufen
column-median-duration = Mittlere Dauer (Median)
column-duration-of-the-slowest-of-twenty = Dauer des langsamsten von zwanzig
column-of-the-satellites-failures = Von den Fehlschlägen der Umgebung
column-its-sessions-are-worth-something = Ihre Läufe haben einen Nutzen
column-it-told-everything = Sie lieferte alles
column-the-newest-it-told-of-in-utc = Das jüngste Ereignis, in UTC
column-until-when-nothing-is-missing-in-utc = Bis wann nichts fehlt, in UTC
covered-days-active = An denen sie aktiv war
covered-days-told = Zu denen Daten vorliegen
covered-in-the-window = Im Zeitraum
covered-for-a-project = Für ein Projekt
covered-for-none = Für keines
covered-not-valued = Nicht bewertet
covered-no-map = Keine Liste kennt sie
covered-tests = Tests: in keinem der Werte oben
covered-for-no-project = Für kein Projekt
covered-read = Über alle Zeit
covered-refused = Abgelehnt, über alle Zeit
covered-told-anew = Neu geliefert, über alle Zeit
covered-kept = Behalten, obwohl nicht mehr geliefert
count-sessions-all = Alle Ergebnisse außer Tests, auch offene
count-done = Erledigt
count-sessions-with-exceptions = Erledigt, mit abgelehnten Vorgängen
count-items-with-exceptions = Erledigt bis auf einen abgelehnten Teil
count-refused = Fachlich richtig abgelehnt: zuverlässig, aber ohne Nutzen
count-sessions-failed = Versucht und nicht erledigt
count-items-failed = Endgültig gescheitert, wie oft auch versucht
count-sessions-timed-out = Zu lange versucht
count-items-timed-out = Zu lange unerledigt
count-sessions-cancelled = Von jemandem gestoppt
count-items-cancelled = Von jemandem zurückgenommen
count-skipped = Nicht versucht
count-sessions-open = Zuletzt laufend, wartend oder angehalten
count-items-open = Zuletzt laufend, wartend oder angehalten; erneut versucht
count-unknown = Mit Worten gemeldet, die keine Liste kennt
figure-cost_per_unit-is = cost / units
figure-manual_per_unit-is = labour_value / units_valued: was eine Einheit von Hand kostet
figure-why = Warum es leer ist
long-section = Der Teil des Berichts
long-id = Wovon die Zeile handelt
long-name = Wie es genannt wird
long-measure = Was davon gesagt wird
long-value = Leer, wo nicht definiert
long-unit = Was der Wert zählt
long-note = Warum es leer ist, oder was zu wissen ist
long-about = Eine Kennzahl je Zeile
long-nothing-known = keine Daten zu diesem Zeitraum
long-counted-to = zu späteren Tagen liegt noch nichts vor
long-method-not-valued = { $method }: nicht bewertet
long-no-valid-session = k.~A.: kein gültiger Lauf
long-of-failures = der Fehlschläge der Umgebung
long-more-errors = weitere Fehler, jeder im Mart `errors`
long-rows-over-all-time = Zeilen, über alle Zeit
book-goes-on = { $sheet } hat mehr Zeilen, als eine Tabelle fasst; weiter in { $next }.

## Spannen

evidence-band = Netto { $low } bis { $high } in acht von zehn Fällen, sofern nur Minuten je Einheit unsicher sind (P10 bis P90)
working-band = Spanne
working-band-how = dasselbe mit den niedrigeren und den höheren Minuten je Einheit, P10 bis P90; alles andere unverändert
working-band-is = { $low } bis { $high }
figure-band_down = Spanne nach unten
figure-band_down-is = recaptured − dasselbe mit minutes_low statt minutes_per_unit
figure-band_up = Spanne nach oben
figure-band_up-is = dasselbe mit minutes_high statt minutes_per_unit − recaptured
figure-net_p10 = Netto P10
figure-net_p10-is = Das untere Ende der Spanne des Nettos, nur aus Minuten: eines von zehn liegt darunter
figure-net_p90 = Netto P90
figure-net_p90-is = Das obere Ende der Spanne des Nettos, nur aus Minuten: eines von zehn liegt darüber
