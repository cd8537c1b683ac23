package dev.jong.kubelet.pod;

/// A container's configuration cannot be made, or not yet: `CreateContainerConfigError`.
final class ConfigFailure extends RuntimeException {
    ConfigFailure(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
