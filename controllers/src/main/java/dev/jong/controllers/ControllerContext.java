package dev.jong.controllers;

import dev.jong.client.Client;
import dev.jong.client.EventRecorder;
import dev.jong.client.SharedInformers;
import dev.jong.foundation.Lifecycle;
import dev.jong.foundation.Metrics;
import java.time.InstantSource;

/// What a controller is made of besides its own logic.
///
/// @param client notes what reconcilers write
/// @param metrics takes their figures
/// @param lifecycle closes what a controller makes along the way
public record ControllerContext(
        Client client,
        SharedInformers informers,
        InstantSource clock,
        ControllerConfig config,
        Metrics metrics,
        Lifecycle lifecycle) {
    /// The same for a controller with a client of its own.
    ControllerContext as(Client other) {
        return new ControllerContext(other, informers, clock, config, metrics, lifecycle);
    }

    /// A recorder that is closed with the controllers.
    ///
    /// @param component who speaks: `deployment-controller`
    public EventRecorder recorder(String component) {
        return lifecycle.add("events of " + component, new EventRecorder(client, component, clock));
    }
}
