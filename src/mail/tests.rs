//! What mails look like on the wire, and what happens when the server does not take them.

use super::memory::MemoryMailer;
use super::smtp::SmtpMailer;
use super::template::{Code, Content, Invitation};
use super::*;
use crate::tasks::Tasks;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// What a sink answers to the end of the data.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Take,
    Say(&'static str),
    Hang,
}

/// An SMTP server that keeps what it takes, with the dots of RFC 5321, 4.5.2, taken out again.
#[derive(Debug, Default)]
struct Sink {
    taken: Mutex<Vec<(Vec<String>, String)>>,
}

impl Sink {
    async fn listen(tasks: &Tasks, answers: &'static [Answer]) -> (Arc<Self>, SmtpMailer) {
        let sink = Arc::new(Self::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (own, own_tasks) = (Arc::clone(&sink), tasks.clone());
        tasks.spawn("sink", async move {
            let answers = Arc::new(Mutex::new(answers.iter().copied()));
            while let Ok((stream, _)) = listener.accept().await {
                let (sink, answers) = (Arc::clone(&own), Arc::clone(&answers));
                own_tasks.spawn("sink connection", async move {
                    drop(sink.serve(stream, &answers).await);
                });
            }
        });
        let from = "Parlor <parlor@example.com>".parse().unwrap();
        (sink, SmtpMailer::new(&url, from, Duration::from_millis(500)).unwrap())
    }

    async fn serve(
        &self,
        stream: TcpStream,
        answers: &Mutex<impl Iterator<Item = Answer>>,
    ) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut recipients = Vec::new();
        stream.write_all(b"220 sink\r\n").await?;
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 0 {
            let command = line.trim_end().to_owned();
            line.clear();
            if command.starts_with("RCPT") {
                recipients.push(command.clone());
            }
            if command == "QUIT" {
                stream.write_all(b"221 bye\r\n").await?;
                break;
            }
            if command != "DATA" {
                stream.write_all(b"250 ok\r\n").await?;
                continue;
            }
            stream.write_all(b"354 go on\r\n").await?;
            let data = read_data(&mut stream).await?;
            let answer = answers.lock().unwrap().next().unwrap_or(Answer::Take);
            match answer {
                Answer::Take => {
                    let mail = (std::mem::take(&mut recipients), data);
                    self.taken.lock().unwrap().push(mail);
                    stream.write_all(b"250 taken\r\n").await?;
                }
                Answer::Say(text) => stream.write_all(text.as_bytes()).await?,
                Answer::Hang => std::future::pending().await,
            }
        }
        Ok(())
    }

    fn taken(&self) -> Vec<(Vec<String>, String)> {
        self.taken.lock().unwrap().clone()
    }
}

async fn read_data(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn mail_with(content: Content) -> Mail {
    Mail {
        id: JobId::from(Uuid::from_u128(7)),
        to: Email::parse("ben@example.com").unwrap(),
        at: Timestamp::from_millis(1_700_000_000_000),
        content,
    }
}

fn plain(text: &str) -> Mail {
    mail_with(Content {
        subject: "hello".to_owned(),
        text: text.to_owned(),
        html: format!("<p>{text}</p>"),
    })
}

fn invitation(inviter: &str, title: &str) -> Content {
    Invitation {
        name: "ben",
        inviter,
        title,
        organisation: "Example",
        address: "https://parlor.example.com/#invitation=token",
        days: 14,
    }
    .content()
    .unwrap()
}

// N4: a mail that was taken was sent once, under an id that stays.
#[tokio::test]
async fn a_mail_is_sent_once_with_a_stable_id() {
    let tasks = Tasks::new();
    let (sink, mailer) = Sink::listen(&tasks, &[]).await;
    mailer.send(&plain("first\n.dots\n..\n.\nlast")).await.unwrap();
    let taken = sink.taken();
    assert_eq!(taken.len(), 1);
    let (recipients, data) = &taken[0];
    assert_eq!(recipients.as_slice(), ["RCPT TO:<ben@example.com>"]);
    assert!(data.contains("Message-ID: <00000000-0000-0000-0000-000000000007@example.com>\r\n"));
    assert!(data.contains("Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"));
    assert!(data.contains("Auto-Submitted: auto-generated\r\n"));
    assert!(data.contains("text/plain") && data.contains("text/html"));
    assert!(data.contains("first\r\n.dots\r\n..\r\n.\r\nlast"), "{data}");
}

// N4: a failing mail server means later, and a refusal for good means never.
#[tokio::test]
async fn refusals_for_now_and_for_good_are_told_apart() {
    let tasks = Tasks::new();
    let answers: &[Answer] = &[
        Answer::Say("451 try again, ben@example.com\r\n"),
        Answer::Say("550 no such user ben@example.com\r\n"),
        Answer::Hang,
        Answer::Take,
    ];
    let (sink, mailer) = Sink::listen(&tasks, answers).await;
    let mail = plain("hello");
    let later = mailer.send(&mail).await.unwrap_err();
    assert!(matches!(&later, MailError::Later(reason) if reason.contains("451")), "{later:?}");
    let never = mailer.send(&mail).await.unwrap_err();
    assert!(matches!(&never, MailError::Never(reason) if reason.contains("550")), "{never:?}");
    // O3: what is written down of a failure names nobody.
    assert!(!format!("{later} {never}").contains("ben"));
    let silent = mailer.send(&mail).await.unwrap_err();
    assert!(matches!(silent, MailError::Later(_)), "{silent:?}");
    mailer.send(&mail).await.unwrap();
    assert_eq!(sink.taken().len(), 1);
}

#[tokio::test]
async fn no_server_means_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let from = "parlor@example.com".parse().unwrap();
    let mailer = SmtpMailer::new(&url, from, Duration::from_secs(2)).unwrap();
    assert!(matches!(mailer.send(&plain("hello")).await, Err(MailError::Later(_))));
    assert!(
        SmtpMailer::new("not a url", "a@example.com".parse().unwrap(), Duration::ZERO).is_err()
    );
}

#[tokio::test]
async fn names_cannot_add_headers_or_recipients() {
    let tasks = Tasks::new();
    let (sink, mailer) = Sink::listen(&tasks, &[]).await;
    for hostile in [
        "ana\r\nBcc: x@example.com",
        "ana\nBcc: x@example.com\n\nbody",
        "ana\u{2028}Bcc: x@example.com",
        "ana\u{85}Bcc: x@example.com\0",
        "=?utf-8?q?ana=0D=0ABcc:_x@example.com?=",
    ] {
        mailer.send(&mail_with(invitation(hostile, hostile))).await.unwrap();
        let (recipients, data) = sink.taken().pop().unwrap();
        assert_eq!(recipients.len(), 1, "{hostile:?}");
        let (headers, _) = data.split_once("\r\n\r\n").unwrap();
        for line in headers.lines() {
            assert!(!line.to_lowercase().starts_with("bcc"), "{hostile:?}: {line}");
        }
        assert_eq!(headers.matches("Subject:").count(), 1);
    }
}

#[test]
fn texts_of_people_are_escaped_in_html() {
    let content = invitation("<script>alert(1)</script>", "\"><img src=x onerror=y>");
    assert!(!content.html.contains("<script>") && !content.html.contains("<img"));
    assert!(content.text.contains("<script>alert(1)</script>"));
    assert_eq!(content.subject.lines().count(), 1);
    let code = Code { code: "123456", organisation: "Example", minutes: 10 }.content().unwrap();
    assert!(code.subject.contains("123456") && code.text.contains("123456"));
    assert!(!format!("{code:?}").contains("123456"));
}

#[tokio::test]
async fn a_folder_holds_one_file_for_each_mail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail");
    let from = "parlor@example.com".parse().unwrap();
    let mailer = folder::FolderMailer::open(path.clone(), from).await.unwrap();
    mailer.send(&plain("hello")).await.unwrap();
    mailer.send(&plain("hello")).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(path).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert!(std::fs::read_to_string(&files[0]).unwrap().contains("To: ben@example.com"));
    let memory = MemoryMailer::default();
    memory.send(&plain("hello")).await.unwrap();
    assert_eq!(memory.wait_for(1).await.len(), 1);
}
