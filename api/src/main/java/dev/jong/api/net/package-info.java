/// IP addresses and ranges as API fields carry them.
@NullMarked
package dev.jong.api.net;

import org.jspecify.annotations.NullMarked;
