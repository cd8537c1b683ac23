/// A load generator for any Kubernetes API server: raw HTTP/1.1 over TLS, one connection per
/// worker.
@NullMarked
package dev.jong.benchmarks.load;

import org.jspecify.annotations.NullMarked;
