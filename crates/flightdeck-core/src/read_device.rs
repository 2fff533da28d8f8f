//! Reading one device on demand: for the drawer, and whole for a file.

use std::path::PathBuf;

use connect_api::{DeviceDetail, Priority};

use crate::app::Flightdeck;
use crate::device::{device_text, device_view};
use crate::error::{Context, explain};
use crate::wire::{AppError, ConnectionId, DeploymentId, DeviceId, DeviceView, ErrorCode, Saved};

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
        Ok(device_view(device, &detail, requested, self.clock().now_ms()))
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
        let path = place.display().to_string();
        let written = tokio::task::spawn_blocking(move || std::fs::write(place, text)).await;
        match written {
            Ok(Ok(())) => Ok(Saved { path: Some(path) }),
            Ok(Err(error)) => Err(AppError::new(ErrorCode::Storage, format!("{path} could not be written: {error}"))),
            Err(_) => Err(AppError::new(ErrorCode::Internal, format!("{path} could not be written."))),
        }
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
