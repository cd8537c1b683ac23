/// Kubernetes' protobuf: a wire reader and writer, and the envelope around objects.
@NullMarked
package dev.jong.api.proto;

import org.jspecify.annotations.NullMarked;
