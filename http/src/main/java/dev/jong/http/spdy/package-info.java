/// SPDY/3.1 sessions over any byte stream, in both roles.
@NullMarked
package dev.jong.http.spdy;

import org.jspecify.annotations.NullMarked;
