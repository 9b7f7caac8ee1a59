"""`python -m deploy.sandbox.registers`"""

from deploy.sandbox.registers.app import make_app
from deploy.sandbox.web import serve

if __name__ == "__main__":
    serve(make_app())
