/// HTTP/1.1 towards a backend, with upgrades.
@NullMarked
package dev.jong.http.client;

import org.jspecify.annotations.NullMarked;
