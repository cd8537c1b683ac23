/// What `kubectl get` shows of each built-in kind.
@NullMarked
package dev.jong.apiserver.table.columns;

import org.jspecify.annotations.NullMarked;
