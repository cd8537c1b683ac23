/// What every request goes through before it is routed: who, may he, and errors as Statuses.
@NullMarked
package dev.jong.apiserver.chain;

import org.jspecify.annotations.NullMarked;
