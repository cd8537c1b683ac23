/// Runs the stories of the JavaScript client.
@NullMarked
package dev.jong.javascriptclienttests;

import org.jspecify.annotations.NullMarked;
