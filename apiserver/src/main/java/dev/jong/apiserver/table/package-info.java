/// Lists as tables, the way kubectl prints them.
@NullMarked
package dev.jong.apiserver.table;

import org.jspecify.annotations.NullMarked;
