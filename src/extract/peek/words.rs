//! Words with which tools say how a run ended, and what they mean. A peek proposes them; nobody but
//! whoever pastes the proposal into reckoner.toml decides.

use super::column::words_of;
use crate::model::Outcome;

const WORDS: &[(Outcome, &[&str])] = &[
    (
        Outcome::Succeeded,
        &[
            "success",
            "successful",
            "succeeded",
            "completed",
            "complete",
            "ok",
            "done",
            "finished",
            "passed",
            "pass",
            "good",
            "true",
            "yes",
            "y",
            "erfolgreich",
            "abgeschlossen",
            "fertig",
            "beendet",
            "erfolg",
            "réussi",
            "réussie",
            "terminé",
            "terminée",
            "succès",
            "éxito",
            "correcto",
            "completado",
            "finalizado",
            "exitoso",
            "成功",
            "正常終了",
            "完了",
            "sucesso",
            "concluído",
            "run_completed",
            "closed complete",
            "normal",
            "completed successfully",
            "the operation completed successfully.",
        ],
    ),
    (
        Outcome::SucceededWithExceptions,
        &[
            "unstable",
            "completed with exceptions",
            "completed with errors",
            "partial",
            "partially succeeded",
            "succeeded with issues",
            "warning",
            "warnings",
        ],
    ),
    (
        Outcome::BusinessException,
        &[
            "business exception",
            "businessexception",
            "business error",
            "rejected",
            "business_exception",
        ],
    ),
    (
        Outcome::Failed,
        &[
            "failed",
            "failure",
            "fail",
            "error",
            "errored",
            "faulted",
            "crashed",
            "bad",
            "false",
            "no",
            "n",
            "exception",
            "terminated",
            "internally terminated",
            "abended",
            "fehler",
            "fehlgeschlagen",
            "fehlerhaft",
            "abgebrochen mit fehler",
            "échec",
            "échoué",
            "échouée",
            "erreur",
            "fallido",
            "fallida",
            "fallo",
            "error de sistema",
            "失敗",
            "異常終了",
            "エラー",
            "falha",
            "run_failed",
            "upstream_failed",
            "startup_failure",
            "deploy_failed",
            "closed incomplete",
            "incident",
            "application exception",
            "system exception",
            "unsuccessful",
            "aborted with errors",
            "deadlined",
        ],
    ),
    (
        Outcome::TimedOut,
        &[
            "timed_out",
            "timed out",
            "timedout",
            "timeout",
            "run_timed_out",
            "zeitüberschreitung",
            "expired",
        ],
    ),
    (
        Outcome::Cancelled,
        &[
            "cancelled",
            "canceled",
            "aborted",
            "stopped",
            "killed",
            "run_aborted",
            "run_cancelled",
            "abgebrochen",
            "gestoppt",
            "storniert",
            "annulé",
            "annulée",
            "arrêté",
            "cancelado",
            "cancelada",
            "detenido",
            "キャンセル",
            "cancelled by user",
            "externally terminated",
            "revoked",
            "closed skipped",
            "canceled by user",
        ],
    ),
    (
        Outcome::Skipped,
        &[
            "skipped",
            "not_built",
            "not built",
            "neutral",
            "ignored",
            "übersprungen",
            "ignoré",
            "omitido",
            "stale",
        ],
    ),
    (
        Outcome::Running,
        &[
            "running",
            "in_progress",
            "in progress",
            "inprogress",
            "active",
            "started",
            "executing",
            "läuft",
            "en cours",
            "en ejecución",
            "実行中",
            "work in progress",
            "stopping",
            "resumed",
        ],
    ),
    (
        Outcome::Queued,
        &[
            "queued",
            "pending",
            "waiting",
            "scheduled",
            "new",
            "requested",
            "geplant",
            "en attente",
            "pendiente",
            "released",
            "ready",
            "open",
            "warten",
            "draft",
        ],
    ),
    (
        Outcome::Suspended,
        &[
            "suspended",
            "paused",
            "action_required",
            "on hold",
            "angehalten",
            "suspendu",
            "suspendido",
        ],
    ),
];

/// None: nobody here knows it.
pub fn meaning(word: &str) -> Option<Outcome> {
    // `partiallySucceeded`, `TIMED_OUT` and `timed out` are the same words, however they are
    // joined.
    let (whole, apart) = (word.trim().to_lowercase(), words_of(word).join(" "));
    let find = |word: &str| {
        WORDS
            .iter()
            .find(|(_, words)| words.contains(&word))
            .map(|(known, _)| *known)
    };
    find(&whole).or_else(|| find(&apart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_means_one_thing() {
        let mut all: Vec<&str> = WORDS
            .iter()
            .flat_map(|(_, words)| words.iter().copied())
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|word| *word == word.trim().to_lowercase()));
    }
}
