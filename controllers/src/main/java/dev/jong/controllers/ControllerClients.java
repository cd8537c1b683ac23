package dev.jong.controllers;

import dev.jong.client.Client;

/// Under which names controllers speak to the API server. The clients stay their maker's to close.
public interface ControllerClients {
    /// All controllers together: what they read, and leader election.
    Client shared();

    /// One controller, as its service account in kube-system, whose role
    /// `system:controller:ACCOUNT` says what it may do.
    Client of(String account);
}
