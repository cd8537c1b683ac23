/// What the server serves, as documents; its version and its health.
@NullMarked
package dev.jong.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
