"""`python -m deploy.sandbox.signin`"""

from deploy.sandbox.signin.app import make_app
from deploy.sandbox.signin.settings import SignInSettings
from deploy.sandbox.web import serve

if __name__ == "__main__":
    serve(make_app(SignInSettings()))
