-- Sessions to integers: all that valuing needs to know of a month of one satellite. Portable on purpose (no functions but
-- COALESCE, only columns that extraction has already computed), so that a cluster can run the same text later.
SELECT
  satellite_id, month, earned_day, solution_id, automation_id, parent_automation_id, mode, outcome,
  COUNT(*) AS sessions,
  COALESCE(SUM(duration_ms), 0) AS duration_ms
FROM sessions
WHERE deleted = FALSE
GROUP BY satellite_id, month, earned_day, solution_id, automation_id, parent_automation_id, mode, outcome
