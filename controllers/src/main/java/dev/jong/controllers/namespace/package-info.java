/// Empties namespaces that are being deleted, Pods first.
@NullMarked
package dev.jong.controllers.namespace;

import org.jspecify.annotations.NullMarked;
