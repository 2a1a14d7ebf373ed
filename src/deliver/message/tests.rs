use std::sync::LazyLock;

use super::*;

static COE: LazyLock<Correspondent> = LazyLock::new(|| person("Automation CoE", "coe@contoso.com"));
static ANN: LazyLock<Correspondent> = LazyLock::new(|| person("Ann Müller", "ann@contoso.com"));

fn person(name: &str, address: &str) -> Correspondent {
    Correspondent {
        name: name.into(),
        address: address.into(),
    }
}

fn letter() -> Letter {
    Letter {
        subject: "Contoso: net benefit 1,973.27, March 2026".into(),
        html: "<html><body><h1>März</h1><img src=\"cid:trend\"></body></html>".into(),
        text: "Net benefit 1,973.27\n.\nMärz 中 🙂\n".into(),
        pictures: vec![Picture {
            id: "trend".into(),
            png: vec![0x89, b'P', b'N', b'G', 0, 255],
        }],
        attachments: vec![
            Attachment {
                name: "executive.csv".into(),
                media_type: "text/csv",
                bytes: b"a,b\n1,2\n".to_vec(),
            },
            Attachment {
                name: "Überblick der 中 Projekte.xlsx".into(),
                media_type: "application/octet-stream",
                bytes: vec![7; 5_000],
            },
        ],
        figures: LetterFigures::parse("net=1973.27 benefit=2460 cost=486.73"),
    }
}

/// A letter as it goes to Ann, unless it is said to go otherwise.
fn composed<'a>(
    letter: &Letter,
    otherwise: impl FnOnce(&mut Addressing<'a>),
) -> Result<(String, Vec<String>), DeliverError> {
    let mut addressing = Addressing {
        from: &COE,
        reply_to: None,
        leave: "coe+leave@contoso.com",
        to: &ANN,
        list: "weekly_executive",
        delivery: "d1",
        publication: "p1",
        corrects: &[],
        at: "2026-04-02T06:00:00Z".parse().unwrap(),
        max_bytes: 100_000,
        found_at: "out/reports",
    };
    otherwise(&mut addressing);
    let (bytes, left_out) = compose(letter, &addressing)?;
    Ok((String::from_utf8(bytes).expect("a mail is ASCII"), left_out))
}

fn header<'m>(mail: &'m str, name: &str) -> Vec<&'m str> {
    let head = mail.split("\r\n\r\n").next().unwrap();
    head.split("\r\n")
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .collect()
}

#[test]
fn a_mail_is_mixed_of_related_of_alternative_and_has_no_empty_part() {
    let kinds = |letter: &Letter| {
        let (mail, _) = composed(letter, |_| ()).unwrap();
        let kinds = mail
            .split("\r\n")
            .filter_map(|line| line.strip_prefix("Content-Type: "))
            .map(|kind| kind.split(';').next().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    let whole = [
        "multipart/mixed",
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
        "text/csv",
        "application/octet-stream",
    ];
    assert_eq!(kinds(&letter()), whole);
    let bare = Letter {
        pictures: vec![],
        attachments: vec![],
        ..letter()
    };
    assert_eq!(kinds(&bare), whole[2..5]);
}

#[test]
fn every_header_stands_once_and_every_line_is_short_and_of_seven_bits() {
    let (mail, _) = composed(&letter(), |_| ()).unwrap();
    assert!(mail.is_ascii());
    assert!(
        mail.split("\r\n")
            .all(|line| line.len() <= 998 && !line.contains(['\r', '\n']))
    );
    let head = mail.split("\r\n\r\n").next().unwrap();
    // A value of one word cannot be folded.
    let is_one_word = |line: &str| !line.split_once(": ").is_some_and(|(_, v)| v.contains(' '));
    let is_short = |line: &str| line.len() <= 78 || is_one_word(line);
    assert!(head.split("\r\n").all(is_short), "{head}");
    for name in [
        "From",
        "To",
        "Date",
        "Message-ID",
        "Subject",
        "List-Id",
        "List-Unsubscribe",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "MIME-Version",
    ] {
        assert_eq!(header(&mail, name).len(), 1, "{name}: {head}");
    }
    for name in ["Cc", "Bcc", "In-Reply-To", "References"] {
        assert!(header(&mail, name).is_empty(), "{name}");
    }
    assert_eq!(header(&mail, "Date"), ["Thu, 02 Apr 2026 06:00:00 +0000"]);
    assert_eq!(
        header(&mail, "List-Id"),
        ["<weekly_executive.reports.contoso.com>"]
    );
}

#[test]
fn again_is_the_same_but_for_the_date_and_another_person_shares_no_id() {
    let one = composed(&letter(), |_| ()).unwrap().0;
    assert_eq!(one, composed(&letter(), |_| ()).unwrap().0);
    let later = composed(&letter(), |to| {
        to.at = "2026-04-02T07:00:00Z".parse().unwrap()
    });
    let differing: Vec<_> = one
        .split("\r\n")
        .zip(later.unwrap().0.split("\r\n").map(str::to_owned))
        .filter(|(a, b)| a != b)
        .map(|(a, _)| a.split(':').next().unwrap().to_owned())
        .collect();
    assert_eq!(differing, ["Date"]);
    let other = composed(&letter(), |to| to.delivery = "d2").unwrap().0;
    assert_ne!(header(&one, "Message-ID"), header(&other, "Message-ID"));
    let boundary = |mail: &str| mail.split("boundary=\"").nth(1).unwrap()[..20].to_owned();
    assert!(!other.contains(&boundary(&one)));
}

#[test]
fn a_correction_says_so_and_answers_to_the_mails_that_it_corrects() {
    let first = composed(&letter(), |_| ()).unwrap().0;
    let id = header(&first, "Message-ID")[0].to_owned();
    let corrects = ["p1".to_owned()];
    let correction = composed(&letter(), |to| {
        to.publication = "p2";
        to.corrects = &corrects;
    });
    let correction = correction.unwrap().0;
    assert_eq!(header(&correction, "In-Reply-To"), [id.as_str()]);
    assert_eq!(header(&correction, "References"), [id.as_str()]);
    assert!(header(&correction, "Subject")[0].starts_with("Corrected: Contoso"));
    // Back to what it was: another mail than the first.
    let corrects = ["p1".to_owned(), "p2".to_owned()];
    let back = composed(&letter(), |to| to.corrects = &corrects).unwrap().0;
    assert_ne!(header(&back, "Message-ID"), [id.as_str()]);
}

#[test]
fn a_line_end_in_what_becomes_a_header_is_refused_by_name() {
    let refused = |letter: Letter| composed(&letter, |_| ()).unwrap_err().to_string();
    for control in ["\r\nBcc: eve@evil.example", "\n", "\0"] {
        let told = refused(Letter {
            subject: format!("a{control}"),
            ..letter()
        });
        assert!(told.starts_with("the subject holds a line end"), "{told}");
        let mut named = letter();
        named.attachments[0].name.push_str(control);
        assert!(refused(named).starts_with("an attachment's name holds"));
        let to = person(&format!("Ann{control}"), "ann@contoso.com");
        let told = composed(&letter(), |all| all.to = &to).unwrap_err();
        assert!(told.to_string().starts_with("a person's name holds"));
    }
    let to = person("", "ännchen@contoso.com");
    let told = composed(&letter(), |all| all.to = &to).unwrap_err();
    assert!(
        matches!(told, DeliverError::Address { what: "to", .. }),
        "{told}"
    );
}

#[test]
fn what_turns_the_direction_of_a_line_leaves_the_subject() {
    let turned = Letter {
        subject: "net \u{202e}gpj.exe\u{2066} =HYPERLINK(\"x\")".into(),
        ..letter()
    };
    let (mail, _) = composed(&turned, |_| ()).unwrap();
    assert_eq!(header(&mail, "Subject"), ["net gpj.exe =HYPERLINK(\"x\")"]);
}

#[test]
fn what_a_mail_has_no_room_for_is_left_out_from_the_last_and_told() {
    let (whole, nothing) = composed(&letter(), |_| ()).unwrap();
    assert!(nothing.is_empty());
    let (less, left_out) = composed(&letter(), |to| to.max_bytes = whole.len() - 1).unwrap();
    assert_eq!(left_out, ["Überblick der 中 Projekte.xlsx"]);
    assert!(less.contains("executive.csv") && less.contains("They lie in out/reports."));
    let (none, left_out) = composed(&letter(), |to| to.max_bytes = less.len() - 1).unwrap();
    assert_eq!(left_out.len(), 2);
    assert!(none.len() < less.len());
    let told = composed(&letter(), |to| to.max_bytes = 100).unwrap_err();
    assert!(
        matches!(told, DeliverError::TooLarge { allowed: 100, .. }),
        "{told}"
    );
}

#[test]
fn what_a_mail_leads_with_is_read_back_from_it_however_long_it_is() {
    let mut letter = letter();
    let (mail, _) = composed(&letter, |_| ()).unwrap();
    assert_eq!(figures_of(mail.as_bytes()), letter.figures);
    let many = (0..40).map(|n| format!("figure_{n}=-{n}.000001"));
    letter.figures = LetterFigures::parse(&many.collect::<Vec<_>>().join(" "));
    let (mail, _) = composed(&letter, |_| ()).unwrap();
    assert_eq!(letter.figures.0.len(), 40);
    assert_eq!(figures_of(mail.as_bytes()), letter.figures);
    assert!(mail.lines().all(|line| line.len() <= 998));
    // One of another program says nothing.
    let other = b"Subject: X-Reckon-Figures: net=1\r\n\r\nX-Reckon-Figures: net=1\r\n";
    assert_eq!(figures_of(other), LetterFigures::default());
}
