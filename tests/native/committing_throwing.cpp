// The storage commitment plugin, with a C++ exception out of the function that THROW_IN names.
#include <stdexcept>
#include <string>

namespace
{
    void throw_in(const char* where)
    {
        if (std::string(where) == THROW_IN)
            throw std::runtime_error(std::string("thrown in ") + where);
    }
}

#define THROW(where) throw_in(where)
#include "committing.c"
