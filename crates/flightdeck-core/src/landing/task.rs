//! The task of one deployment that is watched in the background: it holds the watch and brings what was seen. It decides nothing.

use std::sync::Weak;
use std::time::Duration;

use tokio::sync::watch;

use super::book::{Book, kept};
use super::state::{Landing, Sighting};
use super::{LandingNews, Landings};
use crate::live::blind::blind;
use crate::live::watch::Hold;
use crate::waiting::changed;
use crate::wire::{ConnectionId, DeploymentId, ErrorCode, Phase, Settings};

/// Since when its connection has to lead where it led.
const BEGUN: &str = "this was watched first";

/// Which deployment.
struct Of {
    connection: ConnectionId,
    deployment: DeploymentId,
}

/// Runs until it is watched no more, or the task is ended from outside.
async fn drive(of: Of, landings: Weak<Landings>, mut settings: watch::Receiver<Settings>) {
    // It is looked at as often as the setting says, whether a page looks or not.
    let mut wish = settings.borrow_and_update().pace();
    let Some(mut hold) = landings.upgrade().map(|this| this.look_after(&of, wish)) else { return };
    loop {
        let Some(this) = landings.upgrade() else { return };
        let on = this.turn(&of, &hold);
        drop(this);
        if !on {
            return;
        }
        tokio::select! {
            () = hold.turned() => {}
            () = changed(&mut settings) => {
                let now = settings.borrow_and_update().pace();
                if now != wish {
                    wish = now;
                    // The new hold is taken before the old one ends: the watch goes on.
                    match landings.upgrade() {
                        Some(this) => hold = this.look_after(&of, wish),
                        None => return,
                    }
                }
            }
        }
    }
}

impl Landings {
    /// Puts one into the book and starts its task. Must be called inside a tokio runtime.
    pub(super) fn run(&self, book: &mut Book, landing: Landing) {
        let of = Of { connection: landing.connection.clone(), deployment: landing.deployment.clone() };
        let driven = drive(of, self.this.clone(), self.outside.settings.clone());
        book.put(landing, tokio::spawn(driven).abort_handle());
    }

    fn look_after(&self, of: &Of, wish: Duration) -> Hold {
        self.outside.watches.hold(&of.connection, &of.deployment, wish)
    }

    /// Brings what its watch knows now; whether it goes on.
    fn turn(&self, of: &Of, hold: &Hold) -> bool {
        let (sight, notice) = (hold.sight(), hold.notice());
        if gone(&notice.phase) || self.leads_elsewhere(of) {
            self.end(&of.connection, &of.deployment);
            self.tell();
            return false;
        }
        let (news, over) = {
            let mut book = self.book();
            let Some(entry) = book.entry(&of.connection, &of.deployment) else { return false };
            let comment = entry.landing.comment.clone();
            let blind = blind(&notice.phase);
            let mut told = (Vec::new(), false);
            let unchanged = entry.blind == blind;
            entry.blind = blind;
            match sight.filter(|sight| entry.judged_ms != Some(sight.at_ms)) {
                Some(sight) => {
                    let sighting = Sighting {
                        counts: sight.counts,
                        at_ms: sight.at_ms,
                        stuck: notice.judged.map_or(0, |judged| judged.stuck),
                        finished: sight.finished(),
                    };
                    let (happened, over) = entry.saw(&sighting, |landing, over| self.write(landing, over));
                    let news = happened.into_iter().map(|happened| LandingNews {
                        connection: of.connection.clone(),
                        deployment: of.deployment.clone(),
                        comment: comment.clone(),
                        happened,
                    });
                    told = (news.collect(), over);
                }
                None if unchanged => return true,
                None => {}
            }
            told
        };
        self.news().extend(news);
        if over {
            // Dropped here, the entry would end this task before it has told.
            let gone = self.book().remove(&of.connection, &of.deployment);
            self.tell();
            drop(gone);
        } else {
            self.tell();
        }
        !over
    }

    fn write(&self, landing: &Landing, over: bool) -> Result<(), crate::wire::AppError> {
        if over {
            self.outside.book.drop_landing(&landing.connection, &landing.deployment)?;
        } else {
            self.outside.book.keep_landing(&kept(landing)?)?;
        }
        Ok(())
    }

    fn leads_elsewhere(&self, of: &Of) -> bool {
        let line = self.book().entry(&of.connection, &of.deployment).map(|entry| entry.landing.destination.clone());
        line.is_some_and(|line| self.outside.destinations.elsewhere(&of.connection, &line, BEGUN).is_some())
    }
}

/// Whether the service does not know it any more.
fn gone(phase: &Phase) -> bool {
    matches!(phase, Phase::Stopped { error } if error.code == ErrorCode::NotFound)
}
