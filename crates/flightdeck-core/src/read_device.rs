//! Reading one device on demand: for the drawer, and whole for a file.

use std::io::Write;
use std::path::PathBuf;

use connect_api::{DeviceDetail, Priority};

use crate::app::Flightdeck;
use crate::device::{device_text, device_view};
use crate::error::{Context, explain};
use crate::export::file::{Progress, Stop};
use crate::wire::{AppError, ConnectionId, DeploymentId, DeviceId, DeviceView, Elsewhere, ErrorCode, Exported, Saved};

impl Flightdeck {
    /// One device in one deployment, made safe for the screen.
    ///
    /// # Errors
    /// As the API explains them; a 404 names deployment and device, since either may be meant.
    pub async fn device(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        device: &DeviceId,
    ) -> Result<DeviceView, AppError> {
        let detail = self.detail(connection, deployment, device).await?;
        let requested = self.watches.abort_requested(connection, deployment, device);
        let (device, now_ms) = (device.clone(), self.clock().now_ms());
        // Output may be megabytes: nobody else waits while it is made safe.
        let made = tokio::task::spawn_blocking(move || device_view(&device, &detail, requested, now_ms)).await;
        made.map_err(|_| AppError::new(ErrorCode::Internal, "What the device printed could not be made safe to show."))
    }

    /// What was last seen of a device in the connection's other deployments, as far as they were watched here. Nothing is asked of the
    /// service.
    ///
    /// # Errors
    /// `NotFound` for an unknown connection.
    pub async fn device_elsewhere(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        device: &DeviceId,
    ) -> Result<Vec<Elsewhere>, AppError> {
        self.connections.known(connection)?;
        let mut found = self.watches.elsewhere(connection, deployment, device).await;
        let named = found.iter().map(|one| one.deployment.clone()).collect();
        let mut comments = self.lists.comments(connection, named).await;
        for one in &mut found {
            one.comment = comments.remove(&one.deployment);
        }
        Ok(found)
    }

    /// Writes all output of one device, whole and as received, to `place`; nothing is read or written without one.
    ///
    /// # Errors
    /// As [`Flightdeck::device`]; `Storage` where the file cannot be written.
    pub async fn device_save(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        device: &DeviceId,
        place: Option<PathBuf>,
    ) -> Result<Saved, AppError> {
        let Some(place) = place else { return Ok(Saved { path: None }) };
        let detail = self.detail(connection, deployment, device).await?;
        let text = device_text(deployment, device, &detail);
        let named = format!("{:016x}", rand::random::<u64>());
        let fill = move |out: &mut dyn Write, _: &mut Progress| out.write_all(text.as_bytes()).map_err(Stop::from);
        let written = self.exports.run(&named, place, 0, |_| (), fill).await?;
        Ok(Saved { path: if let Exported::Written { path, .. } = written { Some(path) } else { None } })
    }

    async fn detail(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        device: &DeviceId,
    ) -> Result<DeviceDetail, AppError> {
        let api = self.apis.api(connection).await?.at(Priority::Act);
        let context = || Context::Device { deployment: deployment.to_owned(), device: device.to_owned() };
        api.device(deployment, device).await.map_err(|error| explain(&error, &context()))
    }
}
