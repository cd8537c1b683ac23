/// The API of the server in this process, without serialisation.
@NullMarked
package dev.jong.cluster.inprocess;

import org.jspecify.annotations.NullMarked;
