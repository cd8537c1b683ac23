/// Images made here, as OCI archives.
@NullMarked
package dev.jong.cluster.image;

import org.jspecify.annotations.NullMarked;
