package dev.jong.apiserver.admission;

/// What is about to happen (`admission.k8s.io/v1` Operation).
public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
}
