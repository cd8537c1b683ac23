/// The community's approval of definitions in its groups.
@NullMarked
package dev.jong.apiserver.custom.approval;

import org.jspecify.annotations.NullMarked;
