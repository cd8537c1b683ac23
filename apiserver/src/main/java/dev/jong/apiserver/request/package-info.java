/// Who asks for what: parsed from the request line, carried along as a scoped value.
@NullMarked
package dev.jong.apiserver.request;

import org.jspecify.annotations.NullMarked;
