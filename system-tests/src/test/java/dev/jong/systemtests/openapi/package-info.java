/// Whether our description of the API says what a reference document says.
@NullMarked
package dev.jong.systemtests.openapi;

import org.jspecify.annotations.NullMarked;
