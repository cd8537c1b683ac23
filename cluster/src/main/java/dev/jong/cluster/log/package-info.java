/// Log lines in klog's form, and where they go.
@NullMarked
package dev.jong.cluster.log;

import org.jspecify.annotations.NullMarked;
