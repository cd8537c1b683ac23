/// Resources of the apps group.
@NullMarked
package dev.jong.apiserver.resources.apps;

import org.jspecify.annotations.NullMarked;
