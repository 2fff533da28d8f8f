//! The real window against the simulator, with a real keyring: what a person does, and what must never be found afterwards.
