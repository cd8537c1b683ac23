/// What somebody else's project does with `Jong.start()` and the official Java client.
@NullMarked
package dev.jong.javaclienttests;

import org.jspecify.annotations.NullMarked;
