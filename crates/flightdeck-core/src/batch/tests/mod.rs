//! A batch: the law of its items over histories of answers, stops and kills, and the room on one outside world.

mod law;
mod room;
