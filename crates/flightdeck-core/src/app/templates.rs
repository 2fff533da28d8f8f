//! Templates of a connection: kept, used, written to a file and read from one.

use std::path::PathBuf;

use super::Flightdeck;
use super::files::{save, text_of};
use crate::connections::Destinations;
use crate::outside::{FlowNames, KeptTemplate, Templates};
use crate::target;
use crate::templates::{MOST, file, free, named, used, without_secrets};
use crate::wire::{
    AppError, ConnectionId, Draft, DraftAgain, ErrorCode, Saved, Template, TemplateAnswer, TemplateAsk,
    TemplatesImported,
};

impl Flightdeck {
    /// The templates of a connection, by name.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn templates(&self, connection: &ConnectionId) -> Result<Vec<Template>, AppError> {
        let destination = self.connections.destination(connection)?;
        let all = self.store.templates(connection)?.into_iter().map(|one| {
            // What was called secret since it was kept is left out, too.
            let marks = self.flows.marks(connection, &one.draft.flow_uuid);
            let (draft, asks) = without_secrets(one.draft, one.asks, marks);
            Template {
                target: target::sentence_of(&draft, &destination).iter().map(|segment| segment.text.as_str()).collect(),
                flow_name: self.flows.flow_name(connection, &draft.flow_uuid),
                id: one.id,
                name: one.name,
                draft,
                asks,
                saved_ms: one.saved_ms,
            }
        });
        Ok(all.collect())
    }

    /// Keeps a draft as a template, or in the place of the one with the id `template`; answers with all of them.
    ///
    /// # Errors
    /// `NotFound`; `InvalidInput` for a name that cannot be, or that another has; `Storage`.
    pub fn template_save(
        &self,
        connection: &ConnectionId,
        template: Option<String>,
        name: &str,
        draft: Draft,
        asks: Vec<TemplateAsk>,
    ) -> Result<Vec<Template>, AppError> {
        self.connections.known(connection)?;
        let name = named(name)?;
        let all = self.store.templates(connection)?;
        if all.iter().any(|one| one.name == name && Some(&one.id) != template.as_ref()) {
            return Err(AppError::invalid("name", format!("There is a template named “{name}” already.")));
        }
        if template.is_none() && all.len() >= MOST {
            return Err(AppError::invalid("name", format!("At most {MOST} templates are kept; delete one first.")));
        }
        self.flows.keep_marks(connection, &draft)?;
        let marks = self.flows.marks(connection, &draft.flow_uuid);
        let (draft, asks) = without_secrets(draft, asks, marks);
        let one = KeptTemplate {
            id: template.unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
            name: name.to_owned(),
            draft,
            asks,
            saved_ms: self.clock.now_ms(),
        };
        self.store.keep_templates(connection, &[one])?;
        self.templates(connection)
    }

    /// Gives a template another name; answers with all of them.
    ///
    /// # Errors
    /// As [`Flightdeck::template_save`].
    pub fn template_rename(
        &self,
        connection: &ConnectionId,
        template: &str,
        name: &str,
    ) -> Result<Vec<Template>, AppError> {
        let one = self.template(connection, template)?;
        self.template_save(connection, Some(one.id), name, one.draft, one.asks)
    }

    /// Forgets a template; answers with all that are left.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn template_remove(&self, connection: &ConnectionId, template: &str) -> Result<Vec<Template>, AppError> {
        self.store.drop_template(connection, Some(template))?;
        self.templates(connection)
    }

    /// The draft that these answers make of a template. Saves nothing.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `InvalidInput` where something that is asked has no answer.
    pub fn template_use(
        &self,
        connection: &ConnectionId,
        template: &str,
        answers: &[TemplateAnswer],
    ) -> Result<DraftAgain, AppError> {
        let one = self.template(connection, template)?;
        Ok(DraftAgain { draft: used(&one, answers)?, known: true, notes: Vec::new() })
    }

    /// Writes all templates of a connection to `place`; nothing without one.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn templates_export(&self, connection: &ConnectionId, place: Option<PathBuf>) -> Result<Saved, AppError> {
        save(place, || Ok(file::written(&self.templates(connection)?)))
    }

    /// Adds the templates of a file; none where there is no place to read from.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `InvalidInput` for a file that is none, then nothing is added.
    pub fn templates_import(
        &self,
        connection: &ConnectionId,
        place: Option<PathBuf>,
    ) -> Result<TemplatesImported, AppError> {
        self.connections.known(connection)?;
        let mut added = Vec::new();
        if let Some(place) = place {
            let before = self.store.templates(connection)?;
            let found =
                file::read(&text_of(&place, file::MOST_BYTES, "The file is larger than any file of templates.")?)?;
            if before.len() + found.len() > MOST {
                return Err(AppError::invalid(
                    "file",
                    format!("At most {MOST} templates are kept; delete some first."),
                ));
            }
            let mut taken: Vec<String> = before.into_iter().map(|one| one.name).collect();
            let mut all = Vec::new();
            for one in found {
                let name = free(&one.name, &taken);
                taken.push(name.clone());
                added.push(name.clone());
                self.flows.keep_marks(connection, &one.draft)?;
                all.push(KeptTemplate {
                    id: uuid::Uuid::new_v4().to_string(),
                    name,
                    draft: one.draft,
                    asks: one.asks,
                    saved_ms: self.clock.now_ms(),
                });
            }
            self.store.keep_templates(connection, &all)?;
        }
        Ok(TemplatesImported { added, templates: self.templates(connection)? })
    }

    fn template(&self, connection: &ConnectionId, template: &str) -> Result<Template, AppError> {
        let found = self.templates(connection)?.into_iter().find(|one| one.id == template);
        found.ok_or_else(|| AppError::new(ErrorCode::NotFound, "There is no such template any more."))
    }
}
